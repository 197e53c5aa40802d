import { advanceTrust } from '@yinzhao/verifier/trust';
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
 * another of in effect is dropped, with everything that follows from it; so is one that does not follow from the one in
 * effect: what it followed from has gone while it was being kept.
 * @param newest - version that the registry has in effect
 * @returns the version that is in effect here then; 0 where there is none
 */
export async function putIntoEffect(
  { store: { bundles, offers }, engine }: TrustParts,
  newest: number,
  registered: RegisteredDigest,
): Promise<number> {
  let inEffect = await latestBundle(bundles);
  if (inEffect === null) return 0;
  for (const offer of await bundlesFrom(offers, inEffect.version + 1)) {
    const follows = advanceTrust(inEffect.bundle, offer.bundle, engine).ok;
    if (follows && offer.version > newest) break;
    const right = follows ? await registered(offer.version) : null;
    if (follows && right === null) break;
    if (right !== offer.digest) {
      await deleteBundles(offers, { from: offer.version, to: Number.MAX_SAFE_INTEGER });
      break;
    }
    await insertBundle(bundles, offer).catch(unlessThere);
    inEffect = offer;
  }
  const { version } = inEffect;
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
