import { packPath, packQuery } from '../sync-request.js';
import type { VerifierState } from '../state.js';
import type { Engine } from '../sm/engine.js';
import { download } from './download.js';

export function isAddress(place: string): boolean {
  return /^https?:\/\//.test(place);
}

/** Those who name only the gateway get its pack. */
export function packAddress(base: string, state: VerifierState, kept: Uint8Array | null): string {
  const address = new URL(base);
  if (address.pathname === '/') address.pathname = packPath;
  for (const [name, value] of packQuery(state, kept)) address.searchParams.set(name, value);
  return address.href;
}

/** The bytes are judged like those of a stick: where they come from does not matter. */
export function fetchPack(
  base: string,
  state: VerifierState,
  kept: Uint8Array | null,
  to: { readonly out: string; readonly get: typeof fetch; readonly engine: Engine },
): Promise<Uint8Array> {
  return download(packAddress(base, state, kept), to.out, to.get, to.engine);
}
