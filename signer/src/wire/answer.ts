import { VerifierError } from '@yinzhao/verifier/errors';
import { decodeUtf8, encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { decodeCbor, encodeCbor, type CborValue } from '@yinzhao/verifier/format/cbor';
import { isSignerCode, isVerifierCode, SignerError } from '../errors.js';
import type { Signer } from '../signer.js';
import { isOperation, operations, type OperationName } from './operations.js';

/** A request that was read: [id, operation, arguments…]. */
export interface Request {
  readonly id: number;
  readonly operation: OperationName;
  readonly values: readonly unknown[];
}

function malformed(message: string, cause?: unknown): never {
  throw new SignerError('REQUEST_MALFORMED', message, { cause });
}

/**
 * @param seen - is told the id as soon as it is known
 * @throws SignerError REQUEST_MALFORMED
 */
export function decodeRequest(bytes: Uint8Array, seen: (id: number) => void): Request {
  try {
    const value = decodeCbor(bytes);
    if (!Array.isArray(value)) return malformed('a request is an array');
    const [id, operation, ...rest] = value as readonly CborValue[];
    if (typeof id !== 'number' || id < 1) return malformed('a request begins with its number');
    seen(id);
    if (typeof operation !== 'string' || !isOperation(operation)) {
      return malformed('no such operation');
    }
    return { id, operation, values: operations[operation].decodeArguments(rest) };
  } catch (cause) {
    if (cause instanceof VerifierError) return malformed(cause.message, cause);
    throw cause;
  }
}

/** Does what is asked and encodes the answer: [id, 0, result]. */
export async function perform(signer: Signer, request: Request): Promise<Uint8Array> {
  const { id, operation, values } = request;
  // The table ties arguments and result of each operation to its deed; the union of them all cannot show it.
  const deed = signer[operation] as (...values: readonly unknown[]) => Promise<never>;
  const encodeResult = operations[operation].encodeResult as (result: unknown) => CborValue;
  return encodeCbor([id, 0, encodeResult(await deed(...values))]);
}

/** [id, 1, code, message]; anything unforeseen says nothing about itself. */
export function encodeRefusal(id: number, error: unknown): Uint8Array {
  const known = error instanceof SignerError || error instanceof VerifierError;
  const [code, message] = known
    ? [error.code, error.message]
    : ['SIGNER_FAILED', 'a defect of the signer; its output says more'];
  // A message may quote what is no text.
  return encodeCbor([id, 1, code, decodeUtf8(encodeUtf8(message))]);
}

/**
 * What the server has answered.
 * @throws SignerError SIGNER_UNAVAILABLE where it is no answer
 */
export function decodeAnswer(bytes: Uint8Array): {
  readonly id: number;
  readonly result: CborValue;
  readonly error: Error | null;
} {
  let value: CborValue = null;
  try {
    value = decodeCbor(bytes);
  } catch (cause) {
    notUnderstood(cause);
  }
  const [id, kind, first, second, ...more] = Array.isArray(value)
    ? (value as readonly CborValue[])
    : [];
  if (typeof id !== 'number' || more.length > 0) return notUnderstood();
  if (kind === 0 && first !== undefined) return { id, result: first, error: null };
  if (typeof first !== 'string' || typeof second !== 'string') return notUnderstood();
  return { id, result: null, error: errorOf(first, second) };
}

function errorOf(code: string, message: string): Error {
  if (isSignerCode(code)) return new SignerError(code, message);
  if (isVerifierCode(code)) return new VerifierError(code, message);
  return new SignerError('SIGNER_UNAVAILABLE', `the signer answered ${code}: ${message}`);
}

function notUnderstood(cause?: unknown): never {
  throw new SignerError('SIGNER_UNAVAILABLE', 'the signer did not answer in its language', {
    cause,
  });
}
