import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { concatBytes, fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import { signatureFromDer, signatureToDer } from '@yinzhao/verifier/sm/sm2-signature';
import { endorsementFault } from '../src/ledger/endorsement.js';
import type { PeerAnswer } from '../src/ledger/channel.js';
import { fabricSign } from '../src/ledger/fabric-signature.js';
import { endorse } from '../src/ledger/endorse.js';
import { identityOf, signedBy } from './sample-endorsement.js';
import { approval, endorsed, market, police, scriptedProposal } from './scripted-channel.js';

const good = endorsed(police);
const by = (changes: Partial<NonNullable<PeerAnswer['endorsement']>>): PeerAnswer => ({
  ...good,
  endorsement: { ...signedBy(police.mspId, good.payload), ...changes },
});

/** The other signature that plain ECDSA accepts: n − s in place of s. */
function upperHalf(signature: Uint8Array): Uint8Array {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const raw = signatureFromDer(signature);
  const s = order - BigInt(`0x${toHex(raw.subarray(32))}`);
  return signatureToDer(
    concatBytes(raw.subarray(0, 32), fromHex(s.toString(16).padStart(64, '0'))),
  );
}

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherSign = fabricSign(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
const signature = signedBy(police.mspId, good.payload).signature;

describe("a peer's signature", () => {
  it('is good over payload and signer, by the key of the certificate', () => {
    expect(endorsementFault(good)).toBeNull();
  });

  it.each([
    ['there is none', { ...good, endorsement: null }],
    ['another payload', { ...good, payload: Uint8Array.of(1) }],
    ['another organisation', { ...good, endorsement: signedBy(market.mspId, good.payload) }],
    ['another signer than signed', by({ endorser: identityOf(police.mspId, 'no certificate') })],
    [
      'another key',
      by({ signature: otherSign(concatBytes(good.payload, identityOf('PoliceMSP'))) }),
    ],
    ['over the payload alone', by({ signature: otherSign(good.payload) })],
    ['s in the upper half, which peers refuse', by({ signature: upperHalf(signature) })],
    ['a signature cut off', by({ signature: signature.subarray(0, -1) })],
    ['no signature', by({ signature: new Uint8Array() })],
    ['a signer that is no identity', by({ endorser: Uint8Array.of(0xff, 0xff) })],
  ])('is not: %s', (_name, answer) => {
    expect(endorsementFault(answer)).not.toBeNull();
  });

  it('counts for nothing where it is wrong, and the next peer is asked', async () => {
    const proposal = scriptedProposal((peer) =>
      peer === police ? by({ signature: otherSign(good.payload) }) : endorsed(peer),
    );
    const peers = [approval, police, market];
    await expect(endorse(proposal, peers, { needed: 2, timeoutMs: 100 })).resolves.toMatchObject({
      kind: 'endorsed',
      endorsers: [approval, market],
    });
  });
});
