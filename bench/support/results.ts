import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { inRepository } from '../../scripts/lib/paths.js';
import type { Vendor } from '../../tests/helpers/vendors.js';
import { directusVersion } from '../../tests/helpers/versions.js';
import type { Comparison } from './side-by-side.js';

/** One line of the results: a ratio, and what it should be. */
export interface Row {
  name: string;
  /** What is divided by what. */
  against: string;
  ratio: number;
  /** Highest (`<=`) or lowest (`>=`) ratio wanted; null for a figure that is only told. */
  goal: { at: '<=' | '>='; ratio: number } | null;
  met: boolean | null;
  /** First and third quartile. */
  spread: [number, number];
  /** Figures behind the ratio, for a reader: e.g. milliseconds of each side. */
  figures: Record<string, number>;
}

interface Results {
  machine: { cpu: string; cores: number; memory_gb: number; node: string; platform: string };
  versions: { directus: string; commit: string };
  /** How far from 1 the ratio of a thing to itself comes out: the largest of the rows that measure that. */
  noise: number;
  rows: Row[];
}

/** Where the results of this run go: `bench/results/latest.json`, or elsewhere when they are only compared. */
const RESULTS = inRepository(process.env['ARTIFACTS_BENCH_RESULTS'] || 'bench/results/latest.json');

/** A row of two things that {@link sideBySide} has timed. */
export function timingRow(
  names: { name: string; against: string; one: string; other: string },
  comparison: Comparison,
  goal: Row['goal'],
): Row {
  const { ratio, spread, one, other, rounds } = comparison;
  return {
    name: names.name,
    against: names.against,
    ratio: round(ratio),
    goal,
    met: isMet(ratio, goal),
    spread: [round(spread[0]), round(spread[1])],
    figures: { [`${names.one} ms`]: round(one), [`${names.other} ms`]: round(other), rounds },
  };
}

export function isMet(ratio: number, goal: Row['goal']): boolean | null {
  if (goal === null) return null;
  return goal.at === '<=' ? ratio <= goal.ratio : ratio >= goal.ratio;
}

/**
 * Puts rows into the results, in place of those of the same name, and prints them. What was measured on SQLite stands
 * beside the rows that the goals are about, under names of its own.
 */
export async function keep(measured: Row[], vendor: Vendor = 'postgres'): Promise<void> {
  const rows = vendor === 'sqlite' ? measured.map(besideOnSqlite) : measured;
  const kept = await readRows();
  const names = new Set(rows.map((row) => row.name));
  const all = [...kept.filter((row) => !names.has(row.name)), ...rows];
  const [cpu] = cpus();
  const results: Results = {
    machine: {
      cpu: cpu?.model ?? 'unknown',
      cores: cpus().length,
      memory_gb: Math.round(totalmem() / 2 ** 30),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    },
    versions: { directus: directusVersion, commit: commit() },
    noise: noiseOf(all),
    rows: all,
  };
  await mkdir(dirname(RESULTS), { recursive: true });
  await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  for (const row of rows) console.log(describe(row));
}

function besideOnSqlite(row: Row): Row {
  return { ...row, name: `on SQLite: ${row.name}`, goal: null, met: null };
}

async function readRows(): Promise<Row[]> {
  try {
    return (JSON.parse(await readFile(RESULTS, 'utf8')) as Results).rows;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function commit(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: inRepository(),
    encoding: 'utf8',
  }).trim();
}

/** Rows that measure a thing against itself are called "noise of …". */
function noiseOf(rows: Row[]): number {
  const off = rows
    .filter((row) => row.name.startsWith('noise of '))
    .flatMap((row) => [row.ratio, ...row.spread].map((ratio) => Math.abs(ratio - 1)));
  return round(Math.max(0, ...off));
}

function describe(row: Row): string {
  const goal =
    row.goal === null
      ? ''
      : `, wanted ${row.goal.at} ${row.goal.ratio}: ${row.met === true ? 'met' : 'MISSED'}`;
  const figures = Object.entries(row.figures).map(([what, figure]) => `${what} ${figure}`);
  return `${row.name}: ${row.ratio} × ${row.against} (quartiles ${row.spread.join(' to ')}${goal}) [${figures.join(', ')}]`;
}

/** To four digits: more would pretend to know. */
export function round(figure: number): number {
  return Number(figure.toPrecision(4));
}
