/** One step or note, for people. */
export interface Progress {
  chinese: string;
  english: string;
  /** How long the step took; absent where it only begins, or where there is nothing to measure. */
  milliseconds?: number;
}

export type Report = (progress: Progress) => void;

/** Does one step and reports how long it took. */
export async function step<T>(
  report: Report,
  chinese: string,
  english: string,
  deed: () => Promise<T> | T,
): Promise<T> {
  const begun = performance.now();
  const result = await deed();
  report({ chinese, english, milliseconds: performance.now() - begun });
  return result;
}
