import { describe, expect, it } from '@jest/globals';
import {
  encodeTrustBundle,
  encodeTrustBundleContent,
  trustBundleMessage,
} from '@yinzhao/verifier/format/trust-bundle';
import { serveSigner } from '../src/serve.js';
import { connectSigner } from '../src/client.js';
import { join } from 'node:path';
import { addRoot, clock, engine, minute, newSigner, reopen, start } from './bench-of-keys.js';

function bundle(root: Uint8Array, version: number, keys: readonly Uint8Array[]): Uint8Array {
  return encodeTrustBundleContent({
    network: 'city',
    version,
    issued: start,
    expires: start + 60 * minute,
    roots: [root],
    authorities: [],
    issuers: [],
    logs: [],
    signers: { threshold: 1, keys },
    types: [],
  });
}

describe('signTrustBundle', () => {
  it('signs by every live trust key, through the socket too', async () => {
    const { folder, signer } = await newSigner();
    const root = await addRoot(signer);
    const first = await signer.createKey({ role: 'trust', name: 'approval' });
    const one = bundle(root, 1, [first.publicKey]);
    const [signature, ...more] = await signer.signTrustBundle(one);
    expect(more).toEqual([]);
    expect(signature?.keyId).toEqual(engine.sm3(first.publicKey));
    const second = await signer.createKey({ role: 'trust', name: 'approval' });
    const two = bundle(root, 2, [second.publicKey]);
    const path = join(folder, 'run', 'socket');
    const server = await serveSigner(signer, path, { report: () => undefined });
    const client = connectSigner(path);
    const signatures = await client.signTrustBundle(two);
    expect(signatures).toHaveLength(2);
    const keys = [first.publicKey, second.publicKey];
    const good = signatures.map(({ keyId, signature: made }, i) =>
      engine.verify(keys[i] as Uint8Array, trustBundleMessage(two, keyId), made),
    );
    expect(good).toEqual([true, true]);
    expect(encodeTrustBundle(two, signatures).length).toBeGreaterThan(two.length);
    client.close();
    await server.close();
    await signer.retireKey('approval');
    expect(await signer.signTrustBundle(two)).toHaveLength(1);
    await signer.close();
  });

  it('never goes backwards, also after a restart', async () => {
    const { folder, signer } = await newSigner();
    const root = await addRoot(signer);
    const { publicKey } = await signer.createKey({ role: 'trust', name: 'approval' });
    await signer.signTrustBundle(bundle(root, 2, [publicKey]));
    await signer.close();
    const again = await reopen(folder);
    const back = again.signTrustBundle(bundle(root, 1, [publicKey]));
    await expect(back).rejects.toMatchObject({ code: 'BACKWARDS' });
    await again.signTrustBundle(bundle(root, 2, [publicKey]));
    await again.close();
  });

  it('signs nothing that no verifier would believe', async () => {
    const { signer } = await newSigner();
    const root = await addRoot(signer);
    const { publicKey } = await signer.createKey({ role: 'trust', name: 'approval' });
    const payload = bundle(root, 1, [publicKey]);
    const cut = signer.signTrustBundle(payload.subarray(0, -1));
    await expect(cut).rejects.toMatchObject({ name: 'VerifierError' });
    clock.time = start + 61 * minute;
    const late = signer.signTrustBundle(payload);
    await expect(late).rejects.toMatchObject({ code: 'KEY_PERIOD_OVER' });
    clock.time = start;
    await signer.retireKey('approval');
    const retired = signer.signTrustBundle(payload);
    await expect(retired).rejects.toMatchObject({ code: 'KEY_RETIRED' });
    await signer.close();
  });
});
