/** Milliseconds of processor time that something takes: unlike time on the clock, the same on a busy machine. */
export function processorTime<T>(run: () => T): { milliseconds: number; result: T } {
  const start = process.cpuUsage();
  const result = run();
  return { milliseconds: process.cpuUsage(start).user / 1000, result };
}
