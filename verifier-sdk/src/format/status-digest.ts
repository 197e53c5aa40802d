import { concatBytes } from './bytes.js';

/** What the `status` line of a checkpoint commits to: SM3(SM3(status snapshot) ‖ SM3(seal list)). */
export function statusDigest(
  snapshot: Uint8Array,
  sealList: Uint8Array,
  sm3: (bytes: Uint8Array) => Uint8Array,
): Uint8Array {
  return sm3(concatBytes(sm3(snapshot), sm3(sealList)));
}
