import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository } from '../../scripts/lib/paths.js';

/** What a client knows afterwards: it was done, it was not done, or nobody told. */
export type Outcome = 'ok' | 'refused' | 'unknown';

/** What an acknowledged operation must have left behind, exactly once. Tokens are unlike any other text of the run. */
export type Effect =
  | { kind: 'versions'; token: string; count: number; ids: string[] }
  | { kind: 'entries'; token: string | null; versionIds: string[]; action: string }
  | {
      kind: 'promotion';
      projectId: string;
      from: number;
      to: number;
      versionIds: string[];
      ifMatch: number | null;
    }
  | { kind: 'link'; versionId: string; fileId: string }
  | { kind: 'nothing' };

/** One request of a client, repeated under its Idempotency-Key as often as `statuses` says, and what became of it. */
export interface Invocation {
  token: string;
  client: number;
  operation: string;
  request: { method: string; path: string; body: unknown };
  /** HTTP status of each attempt; null where no answer came. */
  statuses: (number | null)[];
  codes: string[];
  /** Milliseconds until the first attempt was answered; null when it was not. */
  answeredAfter: number | null;
  outcome: Outcome;
  /** What it left behind if it was done. */
  effect: Effect;
  startedAt: number;
  endedAt: number;
}

/** A kill, a crash, a restart: what the nemesis did. */
interface Incident {
  incident: string;
  startedAt: number;
  endedAt: number;
}

/** Settings from which the same operations come again. */
export interface Plan {
  vendor: string;
  seed: number;
  seconds: number;
  clients: number;
  servers: number;
}

/** Append-only log of a run. */
export class History {
  readonly invocations: Invocation[] = [];
  readonly incidents: Incident[] = [];

  constructor(readonly plan: Plan) {}

  /** Notes what the nemesis does while it does it. */
  async during<T>(incident: string, work: () => Promise<T>): Promise<T> {
    const entry = { incident, startedAt: Date.now(), endedAt: Number.POSITIVE_INFINITY };
    this.incidents.push(entry);
    try {
      return await work();
    } finally {
      entry.endedAt = Date.now();
    }
  }

  /** Whether something was down at some moment between the two, or had just come back. */
  wasDisturbed(from: number, to: number): boolean {
    const settleMs = 5000;
    return this.incidents.some(({ startedAt, endedAt }) => startedAt <= to && endedAt + settleMs >= from);
  }

  /** How many of its invocations ended in which way. */
  tally(): Record<Outcome, number> {
    const count = (outcome: Outcome) => this.invocations.filter((one) => one.outcome === outcome).length;
    return { ok: count('ok'), refused: count('refused'), unknown: count('unknown') };
  }

  /** Saves the log, one JSON per line, the settings first, and returns its path. */
  async save(): Promise<string> {
    const folder = inRepository('.cache/chaos');
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${this.plan.seed}-${this.plan.vendor}.jsonl`);
    const lines = [this.plan, ...this.invocations, ...this.incidents];
    await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return path;
  }
}
