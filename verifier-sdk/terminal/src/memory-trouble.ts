import { VerifierError } from '@yinzhao/verifier';
import type { MemoryTrouble } from './messages.js';

const memoryTroubles: readonly MemoryTrouble[] = [
  'STATE_LOCKED',
  'STATE_ROLLED_BACK',
  'STATE_MISSING',
  'STATE_FOREIGN',
];

/** @returns null where the error says nothing about what this window remembers */
export function memoryTrouble(error: unknown): MemoryTrouble | null {
  if (!(error instanceof VerifierError)) return null;
  if (error.code === 'STATE_UNAVAILABLE') return 'STORAGE_UNAVAILABLE';
  const known = memoryTroubles.find((code) => code === error.code);
  // Whatever else is wrong with what was read from there.
  return known ?? (/^(STATE|CBOR|HEX|CHECKPOINT)_/.test(error.code) ? 'STATE_DAMAGED' : null);
}
