import { tellOfNew } from '../commands/notifications/tell-of-new.js';
import { tellWhatIsDue } from '../commands/notifications/tell-what-is-due.js';
import type { Host } from '../directus/host.js';

const PAUSE_MS = 5000;

/**
 * Tells reviewers what waits for them: of new versions soon after they were recorded, of all that waits with a digest,
 * and after an absence. Any number of servers may do so; each user is told by one of them.
 */
export class NotificationSender {
  #stopped = true;
  #timer: NodeJS.Timeout | undefined;
  #complained = false;

  constructor(private readonly host: Host) {}

  start(): void {
    this.#stopped = false;
    void this.#look();
  }

  /** Begins nothing more. Who was not told yet is told after a restart. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    try {
      let more = true;
      while (more && !this.#stopped) more = await tellOfNew(this.host);
      if (!this.#stopped) await tellWhatIsDue(this.host);
      this.#complained = false;
    } catch (error) {
      // Once, not every few seconds for as long as the database is away.
      if (!this.#complained) {
        this.host.logger.warn(
          error,
          'artifacts: could not tell everybody what waits for them; it is tried again',
        );
      }
      this.#complained = true;
    }
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#look(), PAUSE_MS);
    // The process may end whenever nothing else keeps it.
    this.#timer.unref();
  }
}
