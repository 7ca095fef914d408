import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository } from '../../../scripts/lib/paths.js';
import type { Sample } from './sample.js';

const WIDTH = 900;
const PANEL = 200;
const [LEFT, RIGHT] = [60, WIDTH - 150];
const COLOURS = ['#1b6ca8', '#c2452d'];

type Curve = { name: string; of: (sample: Sample) => number };

/** What is drawn together, each from 0 up. */
const PANELS: { title: string; curves: Curve[] }[] = [
  { title: 'memory of the server, MB', curves: [{ name: 'resident', of: ({ memory }) => memory }] },
  {
    title: 'until an answer, ms',
    curves: [
      { name: 'median', of: ({ p50 }) => p50 },
      { name: '95 %', of: ({ p95 }) => p95 },
    ],
  },
  {
    title: 'database',
    curves: [
      { name: 'connections', of: ({ connections }) => connections },
      { name: 'waiting locks', of: ({ waiting }) => waiting },
    ],
  },
];

/** Saves all samples and a picture of them, and returns the path of the picture. */
export async function saveReport(samples: Sample[]): Promise<string> {
  const folder = inRepository('.cache/soak');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'samples.json'), `${JSON.stringify(samples, null, 1)}\n`);
  const path = join(folder, 'soak.svg');
  await writeFile(path, draw(samples));
  return path;
}

/** The samples as a table, at most so many of them. */
export function tableOf(samples: Sample[], most: number): string {
  const step = Math.ceil(samples.length / most);
  const shown = samples.filter((_, index) => index % step === 0 || index === samples.length - 1);
  const rows = shown.map((sample) => [
    `${sample.at.toFixed(0)} s`,
    String(sample.answered),
    sample.p50.toFixed(0),
    sample.p95.toFixed(0),
    sample.memory.toFixed(0),
    String(sample.connections),
    String(sample.waiting),
  ]);
  const head = ['after', 'answers', 'median ms', '95 % ms', 'MB', 'connections', 'waiting'];
  return [head, ...rows].map((row) => row.map((cell) => cell.padStart(11)).join(' ')).join('\n');
}

function draw(samples: Sample[]): string {
  const last = samples.at(-1)?.at ?? 1;
  const x = (at: number) => Math.round(LEFT + (at / last) * (RIGHT - LEFT));
  const panels = PANELS.map(({ title, curves }, index) => {
    const most = Math.max(1, ...samples.flatMap((sample) => curves.map(({ of }) => of(sample) || 0)));
    const bottom = (index + 1) * PANEL - 40;
    const y = (value: number) => Math.round(bottom - (value / most) * (PANEL - 80));
    const lines = curves.map(({ name, of }, curve) => {
      const points = samples.map((sample) => `${x(sample.at)},${y(of(sample) || 0)}`).join(' ');
      return `  <polyline points="${points}" fill="none" stroke="${COLOURS[curve]}" stroke-width="2"/>
  <text x="${RIGHT + 10}" y="${bottom - 90 + curve * 18}" fill="${COLOURS[curve]}">${name}</text>`;
    });
    return `  <text x="${LEFT}" y="${bottom - PANEL + 70}" font-weight="bold">${title}, up to ${most.toFixed(0)}</text>
  <line x1="${LEFT}" y1="${bottom}" x2="${RIGHT}" y2="${bottom}" stroke="#555555"/>
${lines.join('\n')}`;
  });
  const height = PANELS.length * PANEL;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" role="img" aria-label="A server under steady load">
  <rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${panels.join('\n')}
  <text x="${RIGHT}" y="${height - 15}" text-anchor="end">${last.toFixed(0)} seconds</text>
</svg>
`;
}
