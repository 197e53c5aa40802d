import { VerifierError } from '../errors.js';
import type { Engine } from './engine.js';

/**
 * What the engine says of a signature. An answer that is neither yes nor no, a promise say, would count as a yes wherever
 * it is asked for.
 * @throws VerifierError ENGINE_SELF_TEST_FAILED, KEY_MALFORMED, KEY_NOT_ON_CURVE
 */
export function hasSigned(
  engine: Engine,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const answer: unknown = engine.verify(publicKey, message, signature);
  if (typeof answer === 'boolean') return answer;
  throw new VerifierError('ENGINE_SELF_TEST_FAILED', `${engine.name} answers neither yes nor no`);
}
