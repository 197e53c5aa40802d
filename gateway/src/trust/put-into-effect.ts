import { isDuplicate } from '../store/plain.js';
import {
  bundlesFrom,
  deleteBundles,
  insertBundle,
  latestBundle,
  type TrustRecord,
} from '../store/trust.js';
import type { RegisteredDigest, TrustParts } from './keep-bundle.js';

/**
 * Bundles that are kept come into effect, one after another, as far as the registry has come. One that the registry has
 * another of in effect is dropped, with everything that follows from it.
 * @param newest - version that the registry has in effect
 * @returns the version that is in effect here then; 0 where there is none
 */
export async function putIntoEffect(
  { store: { bundles, offers } }: Pick<TrustParts, 'store'>,
  newest: number,
  registered: RegisteredDigest,
): Promise<number> {
  let version = (await latestBundle(bundles))?.version ?? 0;
  for (const offer of await bundlesFrom(offers, version + 1)) {
    if (offer.version > newest) break;
    const right = await registered(offer.version);
    if (right === null) break;
    if (right !== offer.digest) {
      await deleteBundles(offers, { from: offer.version, to: Number.MAX_SAFE_INTEGER });
      break;
    }
    await insertBundle(bundles, offer).catch(unlessThere);
    version = offer.version;
  }
  await deleteBundles(offers, { from: 0, to: version });
  return version;
}

function unlessThere(error: unknown): void {
  if (!isDuplicate(error)) throw error;
}

/** The first one there is, by the word of whoever configures the gateway. */
export async function beginWith(
  { store: { bundles } }: Pick<TrustParts, 'store'>,
  first: TrustRecord,
): Promise<void> {
  if ((await latestBundle(bundles)) !== null) return;
  await insertBundle(bundles, first).catch(unlessThere);
}
