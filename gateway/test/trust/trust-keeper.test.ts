import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKey, type KeyHandle } from '@yinzhao/signer';
import { toHex } from '@yinzhao/verifier/format/bytes';
import {
  decodeTrustBundle,
  encodeTrustBundle,
  encodeTrustBundleContent,
  trustBundleMessage,
  trustDigest,
  trustKeyId,
} from '@yinzhao/verifier/format/trust-bundle';
import type { TrustBundle } from '@yinzhao/verifier/format/trust-content';
import { nodeEngine } from '@yinzhao/verifier/node';
import { GatewayError } from '../../src/errors.js';
import { connectStore, type Store } from '../../src/store/store.js';
import { bundlesFrom, insertBundle } from '../../src/store/trust.js';
import { keepBundle, type KeptBundle } from '../../src/trust/keep-bundle.js';
import { putIntoEffect } from '../../src/trust/put-into-effect.js';
import { openTrustKeeper, type TrustKeeper } from '../../src/trust/trust-keeper.js';
import { sampleBundle } from '../sample-bundle.js';
import { sampleCity, scratchFolders } from '../sample-city.js';
import { until } from '../until.js';

const engine = nodeEngine();
const folders = scratchFolders();
const [old, next] = [generateKey(engine), generateKey(engine)];
/** What the registry has in effect, by version. */
let registry: Map<number, string>;
let content: TrustBundle;
let store: Store;

beforeAll(async () => {
  const { parties } = await sampleCity(engine);
  content = decodeTrustBundle(sampleBundle(parties, 1, engine)).bundle;
});
beforeEach(async () => {
  store = await connectStore({ folder: folders.create() });
  registry = new Map();
  const bundle = make({}, old);
  await insertBundle(store.bundles, { version: 1, digest: digestOf(bundle), bundle });
});
afterEach(() => store.close());
afterAll(folders.remove);

function make(changes: Partial<TrustBundle>, ...keys: KeyHandle[]): Uint8Array {
  const signers = { threshold: 1, keys: [old.publicKey] };
  const payload = encodeTrustBundleContent({ ...content, signers, ...changes });
  const signatures = keys.map((key) => {
    const keyId = trustKeyId(key.publicKey, engine.sm3);
    return { keyId, signature: key.sign(trustBundleMessage(payload, keyId)) };
  });
  return encodeTrustBundle(payload, signatures);
}
const digestOf = (bundle: Uint8Array): string => toHex(trustDigest(bundle, engine.sm3));
const registered = (version: number): Promise<string | null> =>
  Promise.resolve(registry.get(version) ?? null);
const keep = (bytes: Uint8Array): Promise<KeptBundle> =>
  keepBundle({ store, engine }, bytes, registered);
const effect = (newest: number): Promise<number> =>
  putIntoEffect({ store, engine }, newest, registered);
const versions = async (): Promise<number[]> =>
  (await bundlesFrom(store.bundles, 1)).map(({ version }) => version);

describe('a trust bundle that is brought', () => {
  it('is kept once, gets the same answer again, and is used when the registry has it', async () => {
    const second = make({ version: 2 }, old);
    const kept = await keep(second);
    expect(kept).toEqual({
      version: 2,
      digest: digestOf(second),
      issued: '2026-01-01T00:00:00.000Z',
      expires: '2030-01-01T00:00:00.000Z',
    });
    expect(await keep(second)).toEqual(kept);
    expect(await effect(1)).toBe(1);
    expect(await versions()).toEqual([1]);
    registry.set(2, kept.digest);
    expect(await effect(2)).toBe(2);
    expect(await versions()).toEqual([1, 2]);
    expect(await keep(second)).toEqual(kept);
    expect(await store.offers.countDocuments({})).toBe(0);
  });

  it('may be one of several, each signed by the threshold of the one before and of itself', async () => {
    const signers = { threshold: 1, keys: [next.publicKey] };
    const second = make({ version: 2, signers }, old, next);
    const third = make({ version: 3, signers }, next);
    await expect(keep(third)).rejects.toMatchObject({ code: 'TRUST_VERSION_SKIPPED' });
    await keep(second);
    await keep(third);
    registry.set(2, digestOf(second)).set(3, digestOf(third));
    expect(await effect(3)).toBe(3);
    expect(await versions()).toEqual([1, 2, 3]);
  });

  it.each([
    ['TRUST_NOT_SIGNED_BY_PREVIOUS', () => make({ version: 2 }, next)],
    [
      'TRUST_NOT_SIGNED_BY_ITSELF',
      () => make({ version: 2, signers: { threshold: 1, keys: [next.publicKey] } }, old),
    ],
    ['TRUST_FIELDS_CHANGED', () => make({ version: 2, types: [] }, old)],
    ['TRUST_NETWORK_DIFFERS', () => make({ version: 2, network: 'town', logs: [] }, old)],
    ['TRUST_VERSION_CONFLICT', () => make({ version: 1, expires: content.expires + 1 }, old)],
    ['TRUST_BUNDLE_MALFORMED', () => Uint8Array.of(1, 2, 3)],
  ])('is refused with %s', async (code, bundle) => {
    await expect(keep(bundle())).rejects.toMatchObject({ code });
    expect(await store.offers.countDocuments({})).toBe(0);
  });

  it('is refused where another of its version is kept, until the registry decides', async () => {
    const [one, other] = [make({ version: 2 }, old), make({ version: 2, issued: 1 }, old)];
    await keep(one);
    await keep(make({ version: 3 }, old));
    await expect(keep(other)).rejects.toMatchObject({ code: 'TRUST_VERSION_CONFLICT' });
    registry.set(2, digestOf(other));
    await expect(keep(one)).rejects.toMatchObject({ code: 'TRUST_VERSION_CONFLICT' });
    await keep(other);
    expect(await effect(2)).toBe(2);
    // What followed from the one that gave way went with it.
    expect(await store.offers.countDocuments({})).toBe(0);
    await expect(keep(one)).rejects.toMatchObject({ code: 'TRUST_VERSION_CONFLICT' });
  });

  it('waits for the ledger where that does not answer', async () => {
    const second = make({ version: 2 }, old);
    const fails = (code: 'LEDGER_UNAVAILABLE' | 'LEDGER_ACCESS_DENIED') => () =>
      Promise.reject(new GatewayError(code, 'as it is'));
    const denied = keepBundle({ store, engine }, second, fails('LEDGER_ACCESS_DENIED'));
    await expect(denied).rejects.toMatchObject({ code: 'LEDGER_ACCESS_DENIED' });
    const kept = await keepBundle({ store, engine }, second, fails('LEDGER_UNAVAILABLE'));
    expect(kept.version).toBe(2);
    expect(await store.offers.countDocuments({})).toBe(1);
  });

  it('goes where the registry has another in effect', async () => {
    await keep(make({ version: 2 }, old));
    registry.set(2, digestOf(make({ version: 2, issued: 1 }, old)));
    expect(await effect(2)).toBe(1);
    expect(await store.offers.countDocuments({})).toBe(0);
  });

  it('gives way where the one that it follows has gone in the meantime', async () => {
    const [one, other] = [make({ version: 2 }, old), make({ version: 2, issued: 1 }, old)];
    const third = make({ version: 3 }, old);
    // As two deeds at the same time leave it: the second went while the third was being kept.
    await insertBundle(store.offers, { version: 3, digest: digestOf(third), bundle: third });
    registry.set(2, digestOf(other));
    await expect(keep(one)).rejects.toMatchObject({ code: 'TRUST_VERSION_CONFLICT' });
    await keep(other);
    expect(await effect(2)).toBe(2);
  });

  it('comes into effect only after the one that it follows', async () => {
    const signers = { threshold: 1, keys: [next.publicKey] };
    const second = make({ version: 2 }, old);
    const [early, foreign] = [make({ version: 3 }, old), make({ version: 3, signers }, next)];
    await insertBundle(store.offers, { version: 3, digest: digestOf(early), bundle: early });
    registry.set(2, digestOf(second)).set(3, digestOf(early));
    expect(await effect(3)).toBe(1);
    await keep(second);
    await insertBundle(store.offers, { version: 3, digest: digestOf(foreign), bundle: foreign });
    registry.set(3, digestOf(foreign));
    expect(await effect(3)).toBe(2);
    expect(await versions()).toEqual([1, 2]);
    expect(await store.offers.countDocuments({})).toBe(0);
  });

  it('is nothing to a gateway that has none to begin with', async () => {
    await store.bundles.deleteMany({});
    const first = make({}, old);
    await expect(keep(first)).rejects.toMatchObject({ code: 'TRUST_UNREGISTERED' });
  });
});

describe('a gateway whose registry is ahead of its bundles', () => {
  let keeper: TrustKeeper;
  let approve: () => void;
  let shown: Map<number, Uint8Array>;
  const told: unknown[] = [];
  let effects = 0;
  let failures = 0;
  /** A publisher that lets whoever asks wait. */
  let slow: (() => void)[];
  let isSlow: boolean;
  beforeEach(() => {
    shown = new Map();
    [effects, failures, slow, isSlow] = [0, 0, [], false];
    told.length = 0;
    keeper = openTrustKeeper({
      ...{ store, engine, registered },
      trust: {
        current: () => {
          const version = Math.max(1, ...registry.keys());
          return Promise.resolve({ version, digest: new Uint8Array(32) });
        },
        onApproval: (listener) => {
          approve = listener;
          return () => undefined;
        },
      },
      publishers: [
        {
          fetchBundle: async () => {
            if (isSlow) await new Promise<void>((resolve) => slow.push(resolve));
            throw new Error('it is gone');
          },
        },
        {
          fetchBundle: (version) => Promise.resolve(shown.get(version) ?? Uint8Array.of(0)),
        },
      ],
      onEffect: () => {
        effects++;
        return failures-- > 0 ? Promise.reject(new Error('no space')) : Promise.resolve();
      },
      onProblem: (error) => told.push(error),
    });
  });
  afterEach(() => keeper.close());

  it('says so, and takes what others show if it is what the registry has', async () => {
    const [second, third] = [make({ version: 2 }, old), make({ version: 3 }, old)];
    registry.set(2, digestOf(second)).set(3, digestOf(third));
    shown.set(2, make({ version: 2, issued: 1 }, old));
    await until(() => Promise.resolve(keeper.code() === 'TRUST_BUNDLE_MISSING'));
    await until(() =>
      Promise.resolve(
        told.some((one) => (one as { code?: string }).code === 'TRUST_BUNDLE_MISSING'),
      ),
    );
    expect(await versions()).toEqual([1]);
    shown.set(2, second).set(3, third);
    await until(() => Promise.resolve(keeper.code() === null), 15_000);
    expect(await versions()).toEqual([1, 2, 3]);
    expect(effects).toBeGreaterThan(0);
  }, 30_000);

  it('goes on with what is brought while a publisher lets it wait', async () => {
    isSlow = true;
    const second = make({ version: 2 }, old);
    registry.set(2, digestOf(second));
    await until(() => Promise.resolve(slow.length > 0), 15_000);
    await keep(second);
    await keeper.settle();
    expect(await versions()).toEqual([1, 2]);
    expect(keeper.code()).toBeNull();
    isSlow = false;
    for (const go of slow) go();
  }, 30_000);

  it('shows again what could not be shown, and does not wait with the next for it', async () => {
    const [second, third] = [make({ version: 2 }, old), make({ version: 3 }, old)];
    await keep(second);
    await keeper.settle();
    failures = 1;
    registry.set(2, digestOf(second));
    await keeper.settle();
    expect(effects).toBe(1);
    expect(told).toEqual([expect.objectContaining({ message: 'no space' })]);
    await keeper.settle();
    await keeper.settle();
    expect(effects).toBe(2);
    await keep(third);
    registry.set(3, digestOf(third));
    await keeper.settle();
    expect(effects).toBe(3);
  });

  it('puts what it has into effect with the approval that decides', async () => {
    const second = make({ version: 2 }, old);
    await keep(second);
    await keeper.settle();
    expect(effects).toBe(0);
    registry.set(2, digestOf(second));
    approve();
    await until(() => Promise.resolve(effects === 1));
    expect(await versions()).toEqual([1, 2]);
    expect(keeper.code()).toBeNull();
  });
});
