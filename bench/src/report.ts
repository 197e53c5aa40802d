import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';

export interface BenchResult {
  readonly figures: Readonly<Record<string, number>>;
  /** Whatever else one has to know to read the figures. */
  readonly conditions: Readonly<Record<string, string | number>>;
}

/** One line of JSON. */
export function jsonLine({ figures }: BenchResult): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)])),
  );
}

/** Four significant digits: more would be noise. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

export function table({ figures, conditions }: BenchResult, date: string): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}`;
  const rows = Object.entries(figures).map(
    ([name, value]) => `| \`${name}\` | ${rounded(value)} |`,
  );
  const more = Object.entries(conditions).map(([name, value]) => `${name} ${value}`);
  return [
    '| figure | value |',
    '|---|---:|',
    ...rows,
    '',
    `${date}; Node ${process.version}; ${machine}; ${more.join(', ')}.`,
  ].join('\n');
}

/** Puts a table between the two markers of its name. */
export function writeTable(file: string, name: string, text: string): void {
  const begin = `<!-- begin ${name} -->`;
  const end = `<!-- end ${name} -->`;
  const page = readFileSync(file, 'utf8');
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${file} has no place for ${name}`);
  writeFileSync(file, `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`);
}
