import { VerifierError } from './errors.js';
import { decodeTrustBundle } from './format/trust-bundle.js';
import type { VerifierState } from './state.js';

/**
 * What is kept only goes forward: two verdicts from one state, kept in the wrong order, would forget what the first has
 * seen.
 * @throws VerifierError STATE_ROLLED_BACK
 */
export function checkForward(before: VerifierState | null, next: VerifierState): void {
  if (before === null || !isBehind(before, next)) return;
  throw new VerifierError('STATE_ROLLED_BACK', 'an older state than the one that is kept');
}

function isBehind(before: VerifierState, next: VerifierState): boolean {
  if (next.floor < before.floor) return true;
  if (before.network !== null && next.network !== before.network) return true;
  if (versionOf(next.trust) < versionOf(before.trust)) return true;
  return before.logs.some(({ origin, size }) => {
    const log = next.logs.find((candidate) => candidate.origin === origin);
    return log === undefined || log.size < size;
  });
}

function versionOf(trust: Uint8Array | null): number {
  return trust === null ? 0 : decodeTrustBundle(trust).bundle.version;
}
