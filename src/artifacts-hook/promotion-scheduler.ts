import { announce } from '../directus/announce.js';
import type { Host } from '../directus/host.js';
import { systemCaller } from '../directus/system-caller.js';
import { dueNow, liftExpired, lookForDue, millisecondsUntil } from '../commands/look-for-due.js';
import { promoteDue } from '../commands/promote-due.js';
import type { Key } from '../domain/words.js';

/** What another server has scheduled is seen this late at the most. */
const LONGEST_PAUSE_MS = 5000;

/** What was refused, e.g. because something is in its way in the context, is not tried again before this. */
const PATIENCE_MS = 60_000;

/**
 * Promotes what is due and lifts freezes whose time is over: at the moment, and, after the server was down, when it is
 * back. Any number of servers may do so; who comes second finds nothing to do.
 */
export class PromotionScheduler {
  #stopped = true;
  #timer: NodeJS.Timeout | undefined;
  #complained = false;
  /** When what was refused is tried again, by project or freeze; on the clock of this process. */
  readonly #notBefore = new Map<string, number>();

  constructor(private readonly host: Host) {}

  start(): void {
    this.#stopped = false;
    void this.#look();
  }

  /** Begins nothing more. What is under way commits, or is done after a restart. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    let pause = LONGEST_PAUSE_MS;
    try {
      const { expired, projects, next } = await lookForDue(this.host);
      for (const id of expired) await this.#try(`freeze ${id}`, () => this.#lift(id));
      for (const id of projects) await this.#try(`project ${String(id)}`, () => this.#promote(id));
      pause = Math.min(pause, await millisecondsUntil(this.host, next));
      this.#complained = false;
    } catch (error) {
      // Once, not every few seconds for as long as the database is away.
      if (!this.#complained) this.host.logger.warn(error, 'artifacts: cannot look for what is to go live');
      this.#complained = true;
    }
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#look(), pause);
    // The process may end whenever nothing else keeps it.
    this.#timer.unref();
  }

  /** What is refused keeps nothing else from going live, and is tried again later. */
  async #try(what: string, work: () => Promise<void>): Promise<void> {
    if (this.#stopped || performance.now() < (this.#notBefore.get(what) ?? 0)) return;
    try {
      await work();
      this.#notBefore.delete(what);
    } catch (error) {
      this.#notBefore.set(what, performance.now() + PATIENCE_MS);
      this.host.logger.warn(error, `artifacts: what is due in ${what} was refused, and is tried again`);
    }
  }

  async #lift(id: string): Promise<void> {
    const announcements = await liftExpired(this.host, id);
    await announce(this.host, await systemCaller(this.host), announcements);
  }

  async #promote(projectId: Key): Promise<void> {
    try {
      await this.#promoteDue(projectId);
    } catch (error) {
      // All at once is one step of the context; but one that is refused must not keep the others.
      const ids = await dueNow(this.host, projectId);
      if (ids.length > 1)
        for (const id of ids) await this.#try(`version ${id}`, () => this.#promoteDue(projectId, id));
      throw error;
    }
  }

  async #promoteDue(projectId: Key, only?: string): Promise<void> {
    const done = await promoteDue(this.host, projectId, only);
    if (done === null) return;
    await announce(this.host, await systemCaller(this.host), done.announcements);
  }
}
