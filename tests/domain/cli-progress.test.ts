import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withProgress } from '../../cli/lib/progress.js';

let said: string[];
beforeEach(() => {
  said = [];
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('work that is soon done says nothing', async () => {
  const done = withProgress('verifying', () => wait(1900).then(() => 'result'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await done).toBe('result');
  expect(said).toEqual([]);
});

test('long work says every two seconds where it is, and no longer once it has failed', async () => {
  const done = withProgress('verifying', async (at) => {
    await wait(2500);
    at('project 2 of 9');
    await wait(2500);
    throw new Error('The instance is gone.');
  });
  const failed = expect(done).rejects.toThrow('The instance is gone.');
  await vi.advanceTimersByTimeAsync(20_000);
  await failed;
  expect(said).toEqual(['  verifying (2 s)', '  verifying: project 2 of 9 (4 s)']);
});
