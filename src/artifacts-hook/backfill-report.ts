import type { BackfillFailure, BackfillProgress, BackfillSummary } from '../commands/backfill.js';

const EVERY_MS = 1000;

/** Clears the line of a terminal and goes to its beginning. */
const ANEW = '\r\u001B[K';

/** Shows how a backfill is getting on: on a terminal in one line that changes, elsewhere line by line. */
export class BackfillReport {
  /** What to show; the backfill keeps it up to date. */
  readonly progress: BackfillProgress = {
    line: null,
    lines: { done: 0, of: 0 },
    versions: { done: 0, of: 0 },
  };
  readonly #started = Date.now();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly dryRun: boolean,
  ) {
    // By the clock, because reading one big file can take longer than the rest.
    this.#timer = setInterval(() => this.#show(), EVERY_MS);
  }

  /** Names what keeps a line from being completed. */
  fail(failure: BackfillFailure): void {
    const { project_id, schema_key, version_id, file_id, reason } = failure;
    const where = [
      `project ${project_id}, ${schema_key}`,
      ...(version_id === null ? [] : [`version ${version_id}`]),
      ...(file_id === null ? [] : [`file ${file_id}`]),
    ];
    this.#print(`Stopped at ${where.join(', ')}: ${reason}.`);
  }

  /** Says what was done, as the last line. */
  close(summary: BackfillSummary): void {
    this.stop();
    const { completed, alreadyComplete, failures, left } = summary;
    const sentences = [
      `${this.dryRun ? 'Dry run: would complete' : 'Completed'} ${inLines(completed)}.`,
      `Already complete: ${inLines(alreadyComplete)}.`,
      `Failed: ${inLines({ versions: left, lines: failures.length })}.`,
    ];
    this.#print(sentences.join(' '));
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.out.isTTY) this.out.write(ANEW);
  }

  #show(): void {
    const { line, lines, versions } = this.progress;
    const seconds = Math.round((Date.now() - this.#started) / 1000);
    const at = line === null ? '' : `, at project ${line.project_id}, ${line.schema_key}`;
    const text = `${seconds} s: ${versions.done} of ${versions.of} versions, ${lines.done} of ${lines.of} lines${at}`;
    // A line that wraps could not be taken back.
    if (this.out.isTTY) this.out.write(ANEW + text.slice(0, this.out.columns - 1));
    else this.#print(text);
  }

  #print(text: string): void {
    this.out.write(`${this.out.isTTY ? ANEW : ''}${text}\n`);
  }
}

function inLines({ versions, lines }: { versions: number; lines: number }): string {
  return `${counted(versions, 'version')} in ${counted(lines, 'line')}`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
