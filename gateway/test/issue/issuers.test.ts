import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAuthority, generateKey } from '@yinzhao/signer';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { civilDay } from '@yinzhao/verifier/format/civil-date';
import {
  decodeTrustBundle,
  encodeTrustBundle,
  encodeTrustBundleContent,
  trustBundleMessage,
  trustKeyId,
} from '@yinzhao/verifier/format/trust-bundle';
import type { TrustBundle, TrustedIssuer } from '@yinzhao/verifier/format/trust-content';
import { issuerFor, ownIssuers } from '../../src/issue/issuers.js';
import { connectStore, type Store } from '../../src/store/store.js';
import { insertBundle } from '../../src/store/trust.js';
import { body, businessType, engine, log, openWorld } from '../issuing-world.js';
import { newPlace, type Place } from '../store/places.js';

const dayMs = 86_400_000;
const yearMs = 365 * dayMs;
let content: TrustBundle;
let authority: Awaited<ReturnType<typeof createAuthority>>;
const trustKey = generateKey(engine);

beforeAll(async () => {
  const world = await openWorld();
  content = decodeTrustBundle(world.bundle).bundle;
  await world.close();
  const period = { notBefore: new Date(0), notAfter: new Date(Date.UTC(2040, 0, 1)) };
  const subject = 'CN=示例根证书机构,O=印照示例';
  authority = await createAuthority(
    generateKey(engine),
    { subject, serial: '01', ...period },
    engine,
  );
});

/** A certificate of the body that runs from then on, and the issuer that a bundle makes of it. */
async function issuerFrom(notBefore: number, admitted: number): Promise<TrustedIssuer> {
  const { publicKey } = generateKey(engine);
  const certificate = await authority.issue({
    subject: 'CN=示例市市场监督管理局,O=印照示例',
    publicKey,
    serial: `0${toHex(engine.sm3(publicKey)).slice(1, 32)}`,
    notBefore: new Date(notBefore),
    notAfter: new Date(notBefore + yearMs),
  });
  const [like] = content.issuers.filter((one) => one.body === body) as [TrustedIssuer];
  return { ...like, certificate, from: civilDay(admitted) };
}

describe('who signs for a body with two certificates', () => {
  let place: Place;
  let store: Store;
  beforeAll(async () => {
    place = await newPlace('the embedded store');
    store = await connectStore(place.at);
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  /** @returns the place among them of the one that signs at that time */
  async function signs(issuers: readonly TrustedIssuer[], now: number): Promise<number> {
    await store.bundles.deleteMany({});
    const signers = { threshold: 1, keys: [trustKey.publicKey] };
    const payload = encodeTrustBundleContent({ ...content, issuers, signers });
    const keyId = trustKeyId(trustKey.publicKey, engine.sm3);
    const signature = trustKey.sign(trustBundleMessage(payload, keyId));
    const bundle = encodeTrustBundle(payload, [{ keyId, signature }]);
    const digest = toHex(engine.sm3(payload));
    await insertBundle(store.bundles, { version: 1, digest, bundle });
    const describe = () =>
      Promise.resolve(
        issuers.map(({ certificate }) => ({
          ...{ role: 'issuing', certificate },
          ...{ retired: false, inUse: true },
        })),
      );
    const own = ownIssuers({ store, describe, engine, log, now: () => now });
    const { certificate } = await issuerFor(own, body, businessType);
    return issuers.findIndex((one) => toHex(one.certificate) === toHex(certificate));
  }

  it.each([0, 6, 12, 15, 16, 18, 23])(
    'is the one that was certified later, of two for the same day, at %i o’clock UTC',
    async (hour) => {
      const now = Date.UTC(2026, 10, 24, hour, 30);
      const older = await issuerFrom(now - dayMs - 60_000, now - dayMs);
      const newer = await issuerFrom(now - dayMs, now - dayMs);
      expect(await signs([older, newer], now)).toBe(1);
      expect(await signs([newer, older], now)).toBe(0);
    },
  );

  it('is the one that was admitted for a later day, whenever it was certified', async () => {
    const now = Date.UTC(2026, 10, 24, 4);
    const older = await issuerFrom(now - dayMs, now - 9 * dayMs);
    const newer = await issuerFrom(now - 5 * dayMs, now - dayMs);
    expect(await signs([older, newer], now)).toBe(1);
    expect(await signs([newer, older], now)).toBe(0);
  });

  it('is not one that has yet to begin', async () => {
    const now = Date.UTC(2026, 10, 24, 4);
    const older = await issuerFrom(now - dayMs, now - 9 * dayMs);
    const future = await issuerFrom(now + 3_600_000, now);
    expect(await signs([older, future], now)).toBe(0);
    const tomorrow = await issuerFrom(now - dayMs, now + dayMs);
    expect(await signs([tomorrow, older], now)).toBe(1);
  });
});
