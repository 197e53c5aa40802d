import { readFileSync } from 'node:fs';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { decodeTrustBundle, trustDigest } from '@yinzhao/verifier/format/trust-bundle';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { Config } from '../config.js';
import { insertCaller } from '../store/caller.js';
import { isDuplicate } from '../store/plain.js';
import type { Store } from '../store/store.js';
import { insertBundle } from '../store/trust.js';

/** Puts what the configuration names into the database, where it is not there already: nothing is changed by it. */
export async function keepConfigured(
  { bundles, callers }: Store,
  { trust, callers: named }: Pick<Config, 'trust' | 'callers'>,
  { sm3 }: Engine,
  now: number,
): Promise<void> {
  for (const file of trust) {
    const bundle = new Uint8Array(readFileSync(file));
    const { version } = decodeTrustBundle(bundle).bundle;
    const digest = toHex(trustDigest(bundle, sm3));
    await insertBundle(bundles, { version, digest, bundle }).catch(unlessThere);
  }
  for (const { scopes, ...caller } of named) {
    const record = { ...caller, scopes: [...scopes], created: new Date(now), revoked: null };
    await insertCaller(callers, record).catch(unlessThere);
  }
}

function unlessThere(error: unknown): void {
  if (!isDuplicate(error)) throw error;
}
