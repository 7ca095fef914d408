// Loaded into a server before anything else: its clock is off by what the file that ARTIFACTS_TEST_CLOCK names says,
// in milliseconds, and jumps when that is changed. Timers and what counts time that passes stay right, as they do
// when somebody sets the clock of a machine.
import { readFileSync } from 'node:fs';

const file = process.env['ARTIFACTS_TEST_CLOCK'];
if (file !== undefined) {
  const RealDate = Date;
  let offset = 0;
  const read = () => {
    offset = Number(readFileSync(file, 'utf8'));
  };
  read();
  setInterval(read, 50).unref();
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [RealDate.now() + offset] : args, newTarget),
    apply: () => new RealDate(RealDate.now() + offset).toString(),
    get: (target, property, receiver) =>
      property === 'now' ? () => RealDate.now() + offset : Reflect.get(target, property, receiver),
  });
}
