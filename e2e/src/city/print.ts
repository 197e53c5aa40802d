import type { Progress } from '@yinzhao/network';

/** One step, for people: Chinese first. */
export function printProgress({ chinese, english, milliseconds }: Progress): void {
  const time = milliseconds === undefined ? '' : `  ${(milliseconds / 1000).toFixed(2)} s`;
  console.log(`${chinese} · ${english}${time}`);
}

/** Collects how long each step took, whole milliseconds by name. */
export interface Timings {
  readonly step: <T>(
    name: string,
    chinese: string,
    english: string,
    deed: () => Promise<T>,
    /** Other words where it turned out otherwise. */
    otherwise?: (result: T) => Pick<Progress, 'chinese' | 'english'> | null,
  ) => Promise<T>;
  readonly all: () => Readonly<Record<string, number>>;
}

/** @param signal - once aborted, no further step begins; its reason is thrown */
export function collectTimings(
  report: (progress: Progress) => void,
  signal?: AbortSignal,
): Timings {
  const times: Record<string, number> = {};
  return {
    step: async (name, chinese, english, deed, otherwise = () => null) => {
      signal?.throwIfAborted();
      const begun = performance.now();
      const result = await deed();
      const milliseconds = performance.now() - begun;
      times[name] = Math.round(milliseconds);
      report({ chinese, english, ...otherwise(result), milliseconds });
      return result;
    },
    all: () => times,
  };
}
