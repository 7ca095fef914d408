import { type ClaimedCallback, claimDueCallbacks, deliverCallback } from '../commands/deliver-callbacks.js';
import { forgetOldCallbacks } from '../commands/forget-old-callbacks.js';
import { CallsUnderWay } from '../domain/calls-under-way.js';
import type { Host } from '../directus/host.js';

const LONGEST_PAUSE_MS = 5000;

/** How often calls that are done with are looked for. */
const CLEANING_MS = 60 * 60 * 1000;

/**
 * Sends what is in the outbox: whenever it is told to look, and every few seconds by itself. When there is nothing to
 * send, at the start and every hour, it clears away what was sent long ago.
 */
export class CallbackSender {
  #stopped = true;
  #timer: NodeJS.Timeout | undefined;
  readonly #underWay = new CallsUnderWay();
  #looking = false;
  #lookAgain = false;
  #complained = false;
  #nextCleaning = performance.now();

  constructor(private readonly host: Host) {}

  start(): void {
    this.#stopped = false;
    this.look();
  }

  /** Takes up nothing more. What is on its way is sent again after a restart if its result cannot be noted. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Looks into the outbox now. */
  look(): void {
    if (this.#stopped) return;
    this.#lookAgain = this.#looking;
    if (this.#looking) return;
    clearTimeout(this.#timer);
    void this.#takeUp();
  }

  async #takeUp(): Promise<void> {
    this.#looking = true;
    try {
      const calls = await claimDueCallbacks(this.host, this.#underWay);
      for (const call of calls) {
        this.#underWay.begin(call.url);
        void this.#send(call);
      }
      // Those that were found first may all have been for one receiver that has no room for them.
      this.#lookAgain ||= calls.length > 0;
      if (!this.#lookAgain) await this.#clean();
      this.#complained = false;
    } catch (error) {
      // Once, not every few seconds for as long as the database is away.
      if (!this.#complained) this.host.logger.warn(error, 'artifacts: cannot look for callbacks to send');
      this.#complained = true;
    }
    this.#looking = false;
    if (this.#lookAgain) this.look();
    else this.#pause();
  }

  async #clean(): Promise<void> {
    if (performance.now() < this.#nextCleaning) return;
    // Also when it fails: the next look must not begin with it again.
    this.#nextCleaning = performance.now() + CLEANING_MS;
    await forgetOldCallbacks(this.host);
  }

  async #send(call: ClaimedCallback): Promise<void> {
    try {
      await deliverCallback(this.host, call);
    } catch (error) {
      this.host.logger.warn(error, 'artifacts: a callback will be sent again, its result could not be noted');
    } finally {
      this.#underWay.end(call.url);
      // There is room for another one, and the next decision on the same version may be waiting for this one.
      this.look();
    }
  }

  #pause(): void {
    if (this.#stopped) return;
    const pause = Math.min(LONGEST_PAUSE_MS, this.host.settings.callbackRetryMs);
    this.#timer = setTimeout(() => this.look(), pause);
    // The process may end whenever nothing else keeps it.
    this.#timer.unref();
  }
}
