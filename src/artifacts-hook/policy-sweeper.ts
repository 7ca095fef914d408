import { carryOut } from '../commands/policies/carry-out.js';
import { dueDecisions } from '../commands/policies/due-decisions.js';
import type { Host } from '../directus/host.js';

const PAUSE_MS = 5000;

/**
 * Carries out the automatic decisions that a server left behind which died between recording and deciding. Each is
 * decided under the lock of its project, so that it does no harm when several servers find it.
 */
export class PolicySweeper {
  #stopped = true;
  #timer: NodeJS.Timeout | undefined;
  #complained = false;

  constructor(private readonly host: Host) {}

  start(): void {
    this.#stopped = false;
    void this.#sweep();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #sweep(): Promise<void> {
    try {
      for (const id of await dueDecisions(this.host)) {
        if (this.#stopped) return;
        await carryOut(this.host, id);
      }
      this.#complained = false;
    } catch (error) {
      // Once, not every few seconds for as long as the database is away.
      if (!this.#complained) this.host.logger.warn(error, 'artifacts: cannot look for automatic decisions');
      this.#complained = true;
    }
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#sweep(), PAUSE_MS);
    // The process may end whenever nothing else keeps it.
    this.#timer.unref();
  }
}
