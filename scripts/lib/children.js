/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

/**
 * Remembers a child process while it runs, so that an interrupt can end it.
 * @param {import('node:child_process').ChildProcess} child
 */
export function track(child) {
  children.add(child);
  child.once('close', () => children.delete(child));
}

/** Ends all child processes and waits for them; one that takes longer than `graceMs` is killed. */
export async function stopChildren(graceMs = 10_000) {
  await Promise.all(
    [...children].map(async (child) => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await closed;
      clearTimeout(timer);
    }),
  );
}
