import { describe, expect, it } from '@jest/globals';
import { encodeUtf8 } from '../src/format/bytes.js';
import { encodeCredential, encodeCredentialContent } from '../src/format/credential.js';
import { encodeReceipt } from '../src/format/receipt.js';
import { climb } from '../src/merkle/climb.js';
import { nodeEngine } from '../src/node/engine.js';

const { sm3 } = nodeEngine();
const digest = sm3(encodeUtf8('anything'));
const signature = new Uint8Array(64).fill(7);
const identifier = '11100000000013338W011.11430000006122244L.20230000403.001.U';
const entries = 10_000_000;

function credentialBytes(withHolderKey: boolean): number {
  const holderKey = Uint8Array.of(2, ...digest);
  const content = {
    identifier,
    from: 20781,
    to: 22606,
    fieldsRoot: digest,
    artefacts: [{ kind: 'sealedOfd' as const, digest }],
    holderKey: withHolderKey ? holderKey : null,
    predecessor: null,
    annotation: null,
  };
  return encodeCredential(digest, encodeCredentialContent(content), signature).length;
}

/** Hashes from leaf to root: most leaves of ten million have 24. */
function pathOf(leafIndex: number): Uint8Array[] {
  const path: Uint8Array[] = [];
  while (!climb(leafIndex, entries - 1, path, () => undefined)) path.push(digest);
  return path;
}

function receiptBytes(k: number, leafIndex: number): number {
  const time = 1767225600000;
  return encodeReceipt({
    logKeyId: digest.subarray(0, 4),
    leafIndex,
    size: entries,
    path: pathOf(leafIndex),
    time,
    status: { sequence: 100_000, digest },
    trust: { version: 300, digest },
    logSignature: signature,
    cosignatures: Array.from({ length: k }, (_, i) => ({
      keyId: Uint8Array.of(i, 0, 0, 0),
      time: time + 1234,
      signature,
    })),
    documentSeal: null,
  }).length;
}

describe('evidence of a licence in a log of ten million', () => {
  it('is a credential of 258 bytes and a receipt of 1,085', () => {
    expect(identifier).toHaveLength(58);
    expect(pathOf(5_000_000)).toHaveLength(24);
    expect([credentialBytes(false), receiptBytes(2, 5_000_000)]).toEqual([258, 1085]);
  });

  // The bar is 1,400 bytes for two witnesses and no holder key.
  it.each([
    { k: 2, withHolderKey: false, bytes: 1343 },
    { k: 2, withHolderKey: true, bytes: 1379 },
    { k: 3, withHolderKey: false, bytes: 1415 },
    { k: 3, withHolderKey: true, bytes: 1451 },
  ])('takes $bytes bytes: k = $k, holder key $withHolderKey', ({ k, withHolderKey, bytes }) => {
    expect(credentialBytes(withHolderKey) + receiptBytes(k, 5_000_000)).toBe(bytes);
  });
});
