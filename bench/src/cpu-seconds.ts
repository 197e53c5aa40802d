import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { City } from '@yinzhao/e2e/city/city';

/** Processor time of every process of a city so far. */
export async function cpuSeconds(city: Pick<City, 'pids'>): Promise<ReadonlyMap<string, number>> {
  const perSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return new Map(
    [...(await city.pids())].map(([name, pid]) => [name, ticksOf(pid) / perSecond] as const),
  );
}

/** proc(5): utime and stime are the 14th and 15th field; the second may hold spaces. */
function ticksOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}
