import { VerifierError, type VerifierCode } from './errors.js';

export type Read<T> =
  | { readonly value: T; readonly code: null }
  | { readonly value: null; readonly code: VerifierCode };

/** What a stranger has written is no error but an answer. */
export function tryReading<T>(read: () => T): Read<T> {
  try {
    return { value: read(), code: null };
  } catch (error) {
    if (error instanceof VerifierError) return { value: null, code: error.code };
    throw error;
  }
}
