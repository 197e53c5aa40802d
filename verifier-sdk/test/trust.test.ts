import { describe, expect, it } from '@jest/globals';
import { toHex } from '../src/format/bytes.js';
import {
  decodeTrustBundle,
  encodeTrustBundle,
  encodeTrustBundleContent,
  trustBundleMessage,
  trustDigest,
  trustKeyId,
} from '../src/format/trust-bundle.js';
import type { TrustBundle } from '../src/format/trust-content.js';
import { nodeEngine } from '../src/node/engine.js';
import { advanceTrust, followTrust, pinTrust } from '../src/trust.js';
import { sign } from './reference/sm2.js';
import {
  bundle,
  key,
  log,
  market,
  police,
  publicKeyOf,
  secrets,
  signerKeys,
  unsigned,
} from './reference/trust-writer.js';

const engine = nodeEngine();
const [a, b, c] = secrets.signers;
const [d, e] = secrets.newSigners;
const first = bundle();
const second = bundle({ 2: 2, 9: [2, signerKeys([c, d, e])] }, [b, c, d]);
const third = bundle({ 2: 3, 9: [2, signerKeys([d, e])] }, [d, e]);
const versionOf = (bytes: Uint8Array): number => decodeTrustBundle(bytes).bundle.version;

describe('a trust bundle', () => {
  it('is written in one order, whatever order it was given in', () => {
    const { bundle: value, payload } = decodeTrustBundle(first);
    const [one] = value.logs;
    const turned: TrustBundle = {
      ...value,
      issuers: value.issuers.map((issuer) => ({ ...issuer, types: ['FOOD', 'BUSINESS'] })),
      logs: one ? [{ ...one, witnesses: [...one.witnesses].reverse() }] : [],
      signers: { threshold: 2, keys: [...value.signers.keys].reverse() },
    };
    expect(toHex(encodeTrustBundleContent(turned))).toBe(toHex(payload));
  });

  it('is signed over its message and named by its payload', () => {
    const { bundle: value } = decodeTrustBundle(first);
    const payload = encodeTrustBundleContent(value);
    const signatures = [a, b].map((secret) => {
      const keyId = trustKeyId(publicKeyOf(secret), engine.sm3);
      return { keyId, signature: sign(secret, trustBundleMessage(payload, keyId), 0x1357n) };
    });
    const bytes = encodeTrustBundle(payload, signatures);
    const digest = engine.sm3(payload);
    expect(toHex(trustDigest(bytes, engine.sm3))).toBe(toHex(digest));
    expect(pinTrust(bytes, { version: 1, digest }, engine)).toMatchObject({ ok: true, bytes });
  });

  it.each([
    ['version 0', { ...decodeTrustBundle(first).bundle, version: 0 }],
    ['no root', { ...decodeTrustBundle(first).bundle, roots: [] }],
  ])('is not written from %s', (_name, value) => {
    expect(() => encodeTrustBundleContent(value)).toThrow(
      expect.objectContaining({ code: 'TRUST_BUNDLE_MALFORMED' }),
    );
  });
});

describe('trust', () => {
  it('follows the bundles of a pack from wherever it stands', () => {
    for (const start of [first, second, third]) {
      const { bytes, bundle: held, refused } = followTrust(start, [first, second, third], engine);
      expect([held.version, refused]).toEqual([3, null]);
      expect(bytes).toBe(start === third ? start : third);
    }
  });

  it('stops before the first bundle that it cannot believe and keeps what it has', () => {
    const gap = followTrust(first, [third], engine);
    expect([versionOf(gap.bytes), gap.refused]).toEqual([1, 'TRUST_VERSION_SKIPPED']);
    const forged = bundle({ 2: 3, 9: [2, signerKeys([d, e])] }, [a, b]);
    const stopped = followTrust(first, [second, forged, third], engine);
    expect([versionOf(stopped.bytes), stopped.refused]).toEqual([
      2,
      'TRUST_NOT_SIGNED_BY_PREVIOUS',
    ]);
  });

  it('is not moved by a pack without news', () => {
    expect(followTrust(second, [], engine)).toMatchObject({ bytes: second, refused: null });
    expect(followTrust(second, [first], engine)).toMatchObject({ bytes: second, refused: null });
  });

  it('takes back no step, also where those who left sign again', () => {
    const again = bundle({ 2: 4, 9: [2, signerKeys()] }, [a, b, c]);
    expect(advanceTrust(third, again, engine)).toEqual({
      ok: false,
      code: 'TRUST_NOT_SIGNED_BY_PREVIOUS',
    });
  });

  it('is refused for a changed bit anywhere', () => {
    for (let i = 0; i < second.length; i += 5) {
      const mutant = second.slice();
      mutant[i] = (mutant[i] as number) ^ (1 << (i % 8));
      expect(advanceTrust(first, mutant, engine).ok).toBe(false);
    }
  });

  it('is not asked of what was never accepted', () => {
    expect(() => advanceTrust(new Uint8Array(), first, engine)).toThrow();
    expect(() => followTrust(new Uint8Array(), [first], engine)).toThrow();
  });

  it('does not believe what nobody signed', () => {
    expect(advanceTrust(first, unsigned({ 2: 2 }), engine)).toEqual({
      ok: false,
      code: 'TRUST_NOT_SIGNED_BY_PREVIOUS',
    });
  });
});

describe('a quorum', () => {
  const witnesses = (count: number) =>
    [
      market,
      police,
      ['yinzhao/city/traffic/witness', [key(0xc3c3c3n)]],
      ['yinzhao/city/water/witness', [key(0xc4c4c4n)]],
    ].slice(0, count);
  it.each([0, 1, 2, 3, 4])(
    'of w = %i witnesses is more than half of them and not more than all',
    (w) => {
      for (let k = 0; k <= 5; k++) {
        const bytes = unsigned({ 8: [log({ 1: k, 4: witnesses(w) })] });
        const isSafe = 2 * k > w && k <= w;
        const read = () => decodeTrustBundle(bytes).bundle.logs[0]?.k;
        if (isSafe) expect(read()).toBe(k);
        else expect(read).toThrow(expect.objectContaining({ code: 'TRUST_QUORUM_UNSAFE' }));
      }
    },
  );
});
