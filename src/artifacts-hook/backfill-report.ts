import type { BackfillFailure, BackfillProgress, BackfillSummary } from '../commands/backfill.js';
import { ProgressLine } from './progress-line.js';

/** Shows how a backfill is getting on: on a terminal in one line that changes, elsewhere line by line. */
export class BackfillReport {
  /** What to show; the backfill keeps it up to date. */
  readonly progress: BackfillProgress = {
    line: null,
    lines: { done: 0, of: 0 },
    versions: { done: 0, of: 0 },
  };
  readonly #line: ProgressLine;

  constructor(
    out: NodeJS.WriteStream,
    private readonly dryRun: boolean,
  ) {
    this.#line = new ProgressLine(out, () => this.#where());
  }

  /** Names what keeps a line from being completed. */
  fail(failure: BackfillFailure): void {
    const { project_id, schema_key, version_id, file_id, reason } = failure;
    const where = [
      `project ${project_id}, ${schema_key}`,
      ...(version_id === null ? [] : [`version ${version_id}`]),
      ...(file_id === null ? [] : [`file ${file_id}`]),
    ];
    this.#line.print(`Stopped at ${where.join(', ')}: ${reason}.`);
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
    this.#line.print(sentences.join(' '));
  }

  stop(): void {
    this.#line.stop();
  }

  #where(): string {
    const { line, lines, versions } = this.progress;
    const at = line === null ? '' : `, at project ${line.project_id}, ${line.schema_key}`;
    return `${versions.done} of ${versions.of} versions, ${lines.done} of ${lines.of} lines${at}`;
  }
}

function inLines({ versions, lines }: { versions: number; lines: number }): string {
  return `${counted(versions, 'version')} in ${counted(lines, 'line')}`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
