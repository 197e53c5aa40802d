import { fromHex, toHex } from '../format/bytes.js';

const keyOf = (name: string): string => `yinzhao-verifier/${name}`;

/**
 * Kept apart from the state, so that the one can be missed by the other. A browser without local storage has no marks,
 * and one that loses power loses the last of them: neither is held against a state.
 * @throws VerifierError HEX_INVALID
 */
export function readMark(name: string): Uint8Array | null {
  const text = withStorage((storage) => storage.getItem(keyOf(name)));
  return text === null ? null : fromHex(text);
}

export function writeMark(name: string, mark: Uint8Array): void {
  withStorage((storage) => {
    storage.setItem(keyOf(name), toHex(mark));
    return null;
  });
}

function withStorage<T>(deed: (storage: Storage) => T | null): T | null {
  try {
    // null in a web view that was not allowed any.
    const storage = globalThis.localStorage as Storage | null;
    return storage && deed(storage);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
