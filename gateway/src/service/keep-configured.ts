import { readFileSync } from 'node:fs';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { decodeTrustBundle, trustDigest } from '@yinzhao/verifier/format/trust-bundle';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { Config } from '../config.js';
import { insertCaller } from '../store/caller.js';
import { isDuplicate } from '../store/plain.js';
import type { Store } from '../store/store.js';
import { firstVersion } from '../store/trust.js';
import { keepBundle } from '../trust/keep-bundle.js';
import { beginWith } from '../trust/put-into-effect.js';

/**
 * Puts what the configuration names into the database, where it is not there already: nothing is changed by it. The
 * first trust bundle is believed as it is; each further one has to follow from the one before, and waits for the
 * registry.
 * @param report - told of those that do not; another may have come into effect since
 */
export async function keepConfigured(
  store: Store,
  { trust, callers: named }: Pick<Config, 'trust' | 'callers'>,
  engine: Engine,
  now: number,
  report: (error: unknown) => void,
): Promise<void> {
  const files = trust.map((file) => new Uint8Array(readFileSync(file)));
  const versions = files.map((bundle) => ({
    version: decodeTrustBundle(bundle).bundle.version,
    digest: toHex(trustDigest(bundle, engine.sm3)),
    bundle,
  }));
  for (const record of versions.sort((a, b) => a.version - b.version)) {
    await beginWith({ store }, record);
    // Those before the first one kept are of no use to anybody.
    if (record.version < ((await firstVersion(store.bundles)) ?? 0)) continue;
    await keepBundle({ store, engine }, record.bundle, () => Promise.resolve(null)).catch(report);
  }
  const { callers } = store;
  for (const { scopes, ...caller } of named) {
    const record = { ...caller, scopes: [...scopes], created: new Date(now), revoked: null };
    await insertCaller(callers, record).catch(unlessThere);
  }
}

function unlessThere(error: unknown): void {
  if (!isDuplicate(error)) throw error;
}
