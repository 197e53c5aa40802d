import { describe, expect, it } from '@jest/globals';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { decodeTrustBundle, trustDigest } from '@yinzhao/verifier/format/trust-bundle';
import { nodeEngine } from '@yinzhao/verifier/node';
import { fingerprintGroups } from '../src/fingerprint.js';
import { beginSetUp, offerTrust } from '../src/set-up.js';
import { demo } from './vectors.js';

const engine = nodeEngine();
const bundle = demo('trust.bundle');
const digest = trustDigest(bundle, engine.sm3);
const other = `#trust=${'0'.repeat(64)}`;

describe('the first trust bundle of a window', () => {
  it('is shown with its network and fingerprint before it is accepted', () => {
    const setUp = offerTrust(beginSetUp(''), bundle, engine);
    expect(setUp).toMatchObject({
      stage: 'comparing',
      offer: {
        network: 'city',
        version: 1,
        digest,
        bodies: ['示例市行政审批局'],
        isPinned: false,
        pack: null,
      },
    });
    expect(fingerprintGroups(digest)).toHaveLength(16);
    expect(fingerprintGroups(digest).join('')).toBe(toHex(digest));
  });

  it('may come in a sync pack, which is taken afterwards', () => {
    const pack = demo('city.yzs');
    const setUp = offerTrust(beginSetUp(''), pack, engine);
    expect(setUp).toMatchObject({ stage: 'comparing', offer: { bytes: bundle, pack } });
  });

  it('is the very one that the address demands', () => {
    const setUp = offerTrust(beginSetUp(`#trust=${toHex(digest).toUpperCase()}`), bundle, engine);
    expect(setUp).toMatchObject({ stage: 'comparing', offer: { isPinned: true } });
    const refused = { stage: 'choosing', refusal: 'TRUST_PIN_DIFFERS' };
    expect(offerTrust(beginSetUp(other), bundle, engine)).toMatchObject(refused);
    expect(offerTrust(beginSetUp(other), demo('city.yzs'), engine)).toMatchObject(refused);
  });

  it('is none where the address demands something that is no digest', () => {
    for (const fragment of ['#trust=', '#trust=12ab', `#trust=${'z'.repeat(64)}`]) {
      const setUp = beginSetUp(fragment);
      expect(setUp.stage).toBe('misaddressed');
      expect(offerTrust(setUp, bundle, engine)).toBe(setUp);
    }
  });

  it.each([
    ['a licence', demo('licence.yzl'), 'SET_UP_FIRST'],
    ['nothing', new Uint8Array(), 'NOT_A_BUNDLE'],
    ['a bundle that is cut off', bundle.slice(0, 900), 'CBOR_TRUNCATED'],
  ])('is not %s', (_what, bytes, refusal) => {
    expect(offerTrust(beginSetUp(''), bytes, engine)).toMatchObject({ stage: 'choosing', refusal });
  });

  it('has to be signed by its own threshold', () => {
    // The last byte belongs to the last of its signatures.
    const { signatures } = decodeTrustBundle(bundle);
    const signed = bundle.slice();
    for (const { signature } of signatures) {
      const at = Buffer.from(signed).indexOf(Buffer.from(signature));
      signed[at + 63] = (signed[at + 63] as number) ^ 1;
    }
    expect(offerTrust(beginSetUp(''), signed, engine)).toMatchObject({
      stage: 'choosing',
      refusal: 'TRUST_NOT_SIGNED_BY_ITSELF',
    });
  });
});
