import type { CheckCode } from './check-codes.js';
import type { Check } from './verdict.js';

/** What decided: failed checks first, and no check that only waits for another. */
export function decisive(checks: readonly Check[]): readonly CheckCode[] {
  const told = checks.filter(({ code }) => code !== 'NOT_JUDGED');
  const inOrder = [...told].sort(
    (a, b) => Number(b.outcome === 'failed') - Number(a.outcome === 'failed'),
  );
  return inOrder.flatMap(({ code }) => code ?? []);
}
