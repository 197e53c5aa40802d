import { describe, expect, it } from '@jest/globals';
import { decodeGroup } from '@yinzhao/verifier/format/group';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import { addIssuer, addRoot, engine, group, logName, newSigner, reopen } from './bench-of-keys.js';

async function issuer(): Promise<Awaited<ReturnType<typeof newSigner>> & { digest: Uint8Array }> {
  const opened = await newSigner();
  await addRoot(opened.signer);
  return { ...opened, digest: await addIssuer(opened.signer, 'food') };
}

describe('signGroup', () => {
  it('signs one group after another, each with the key of its certificate', async () => {
    const { signer, digest } = await issuer();
    expect(await signer.lastGroup(digest)).toBeNull();
    const keys = await signer.describe();
    const { certificate } = keys.find(({ role }) => role === 'issuing') ?? {};
    const { publicKey } = readCertificate(certificate as Uint8Array);
    for (const number of [1, 2, 3]) {
      const bytes = group(digest, number);
      const signature = await signer.signGroup(bytes);
      expect(engine.verify(publicKey, bytes, signature)).toBe(true);
      expect(await signer.lastGroup(digest)).toEqual({ group: bytes, signature });
    }
    await signer.close();
  });

  it('gives the same signature for the same group, also after a restart', async () => {
    const { folder, signer, digest } = await issuer();
    const bytes = group(digest, 1);
    const signature = await signer.signGroup(bytes);
    expect(await signer.signGroup(bytes)).toEqual(signature);
    await signer.close();
    const again = await reopen(folder);
    expect(await again.signGroup(bytes)).toEqual(signature);
    expect(decodeGroup((await again.lastGroup(digest))?.group as Uint8Array).number).toBe(1);
    await again.close();
  });

  it('tells the last group of a retired key too, and signs no other', async () => {
    const { signer, digest } = await issuer();
    const bytes = group(digest, 1);
    const signature = await signer.signGroup(bytes);
    await signer.retireKey('food');
    expect(await signer.lastGroup(digest)).toEqual({ group: bytes, signature });
    await expect(signer.signGroup(group(digest, 2))).rejects.toMatchObject({ code: 'KEY_RETIRED' });
    await signer.close();
  });

  it('signs no other content under a number, save nothing at all', async () => {
    const { signer, digest } = await issuer();
    const full = group(digest, 1);
    await signer.signGroup(full);
    const entries = decodeGroup(full).entries;
    const longer = group(digest, 1, { entries: [...entries, ...entries] });
    await expect(signer.signGroup(longer)).rejects.toMatchObject({ code: 'GROUP_REPLACED' });
    const empty = group(digest, 1, { entries: [] });
    const signature = await signer.signGroup(empty);
    expect(await signer.signGroup(empty)).toEqual(signature);
    await expect(signer.signGroup(full)).rejects.toMatchObject({ code: 'GROUP_REPLACED' });
    await signer.signGroup(group(digest, 2));
    await signer.close();
  });

  it('of several that race for one number signs one', async () => {
    const { signer, digest } = await issuer();
    const entries = decodeGroup(group(digest, 1)).entries;
    const rivals = [1, 2, 3, 4].map((count) =>
      group(digest, 1, { entries: Array.from({ length: count }, () => entries[0] as never) }),
    );
    const outcomes = await Promise.allSettled(rivals.map((bytes) => signer.signGroup(bytes)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await signer.close();
  });

  it('keeps to numbers without gaps and to one log', async () => {
    const { signer, digest } = await issuer();
    const wrong = { code: 'GROUP_NUMBER_WRONG' };
    await expect(signer.signGroup(group(digest, 2))).rejects.toMatchObject(wrong);
    await signer.signGroup(group(digest, 1));
    await signer.signGroup(group(digest, 2));
    await expect(signer.signGroup(group(digest, 1))).rejects.toMatchObject(wrong);
    await expect(signer.signGroup(group(digest, 4))).rejects.toMatchObject(wrong);
    const elsewhere = group(digest, 3, { log: 'yinzhao/city/police' });
    await expect(signer.signGroup(elsewhere)).rejects.toMatchObject({ code: 'GROUP_LOG_CHANGED' });
    expect(decodeGroup(elsewhere).log).not.toBe(logName);
    await signer.close();
  });

  it('signs for own issuing certificates only, and nothing that is no group', async () => {
    const { signer, digest } = await issuer();
    const [root] = (await signer.describe()).filter(({ role }) => role === 'root');
    const rootDigest = engine.sm3(root?.certificate as Uint8Array);
    const foreign = group(engine.sm3(digest), 1);
    await expect(signer.signGroup(foreign)).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
    const byRoot = group(rootDigest, 1);
    await expect(signer.signGroup(byRoot)).rejects.toMatchObject({ code: 'KEY_ROLE_WRONG' });
    const digestOnly = signer.signGroup(digest);
    await expect(digestOnly).rejects.toMatchObject({ name: 'VerifierError' });
    await signer.retireKey('food');
    const late = signer.signGroup(group(digest, 1));
    await expect(late).rejects.toMatchObject({ code: 'KEY_RETIRED' });
    await signer.close();
  });
});
