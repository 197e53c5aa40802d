import { describe, expect, it } from '@jest/globals';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import { createAuthority } from '../src/certificate-authority.js';
import { generateKey } from '../src/key-handle.js';
import { addIssuer, addRoot, engine, logName, minute, newSigner, start } from './bench-of-keys.js';

const day = 24 * 60 * minute;
const wish = { subject: 'CN=示例部门,O=印照示例', notBefore: start, notAfter: start + day };

describe('certificates', () => {
  it('form a chain from a root that signs itself to a key that signs licences', async () => {
    const { signer } = await newSigner();
    const root = readCertificate(await addRoot(signer));
    await addIssuer(signer, 'food');
    const issuing = (await signer.describe()).find(({ role }) => role === 'issuing');
    const certificate = readCertificate(issuing?.certificate as Uint8Array);
    expect(engine.verify(root.publicKey, root.tbs, root.signature)).toBe(true);
    expect(engine.verify(root.publicKey, certificate.tbs, certificate.signature)).toBe(true);
    expect(certificate.issuer).toEqual(root.subject);
    expect(certificate.authorityKeyId).toEqual(root.subjectKeyId);
    expect(certificate.publicKey).toEqual(issuing?.publicKey);
    expect([root.basicConstraints, certificate.basicConstraints?.ca]).toEqual([
      { ca: true, pathLength: 1 },
      false,
    ]);
    expect(certificate.serial).toHaveLength(16);
    await signer.close();
  });

  it('are issued to departments that hold their key themselves', async () => {
    const { signer } = await newSigner();
    await addRoot(signer);
    const { publicKey } = generateKey(engine);
    const der = await signer.issueCertificate({ ...wish, publicKey });
    expect(readCertificate(der)).toMatchObject({ publicKey, notBefore: start });
    await signer.close();
  });

  it('are issued by a root that has its own, within its period', async () => {
    const { signer } = await newSigner();
    const { publicKey } = generateKey(engine);
    const issue = (changes: object): Promise<Uint8Array> =>
      signer.issueCertificate({ ...wish, publicKey, ...changes });
    await expect(issue({})).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
    const root = await signer.createKey({ role: 'root', name: 'root' });
    await expect(issue({})).rejects.toMatchObject({ code: 'KEY_CERTIFICATE_MISSING' });
    const self = { ...wish, publicKey: root.publicKey };
    const parts = { notBefore: start + 1, notAfter: start + day + 999 };
    await signer.attachCertificate('root', await signer.issueCertificate({ ...self, ...parts }));
    await issue({});
    await issue(parts);
    const over = { code: 'KEY_PERIOD_OVER' };
    await expect(issue({ notAfter: start + 2 * day })).rejects.toMatchObject(over);
    await expect(issue({ notBefore: start - day })).rejects.toMatchObject(over);
    const again = signer.issueCertificate(self);
    await expect(again).rejects.toMatchObject({ code: 'KEY_ROLE_WRONG' });
    await signer.retireKey('root');
    await expect(issue({})).rejects.toMatchObject({ code: 'KEY_RETIRED' });
    await signer.close();
  });

  it('are not made of nonsense', async () => {
    const { signer } = await newSigner();
    await addRoot(signer);
    const { publicKey } = generateKey(engine);
    const malformed = { code: 'REQUEST_MALFORMED' };
    for (const changes of [
      { subject: '' },
      { subject: 'x'.repeat(600) },
      { subject: 'no name at all' },
      { notAfter: start },
      { notAfter: 1e15 },
    ]) {
      const issued = signer.issueCertificate({ ...wish, publicKey, ...changes });
      await expect(issued).rejects.toMatchObject(malformed);
    }
    const offCurve = signer.issueCertificate({
      ...wish,
      publicKey: publicKey.map((_, i) => (i ? 7 : 4)),
    });
    await expect(offCurve).rejects.toMatchObject({ code: 'KEY_NOT_ON_CURVE' });
    const { publicKey: logKey } = await signer.createKey({ role: 'log', name: logName });
    const forLog = signer.issueCertificate({ ...wish, publicKey: logKey });
    await expect(forLog).rejects.toMatchObject({ code: 'KEY_ROLE_WRONG' });
    await signer.close();
  });

  it('are attached to the key they are about, once', async () => {
    const { signer } = await newSigner();
    await addRoot(signer);
    const { publicKey } = await signer.createKey({ role: 'issuing', name: 'food' });
    const der = await signer.issueCertificate({ ...wish, publicKey });
    const other = await signer.issueCertificate({ ...wish, publicKey });
    const foreign = await signer.issueCertificate({
      ...wish,
      publicKey: generateKey(engine).publicKey,
    });
    const unknown = { code: 'KEY_UNKNOWN' };
    await expect(signer.attachCertificate('food', foreign)).rejects.toMatchObject(unknown);
    await expect(signer.attachCertificate('root', der)).rejects.toMatchObject(unknown);
    const torn = signer.attachCertificate('food', der.subarray(1));
    await expect(torn).rejects.toMatchObject({ name: 'VerifierError' });
    await signer.attachCertificate('food', der);
    await signer.attachCertificate('food', der);
    const second = signer.attachCertificate('food', other);
    await expect(second).rejects.toMatchObject({ code: 'KEY_CERTIFICATE_KEPT' });
    await signer.close();
  });

  it('fit the role of their key', async () => {
    const { signer } = await newSigner();
    const outside = generateKey(engine);
    const period = { notBefore: new Date(start), notAfter: new Date(start + day) };
    const request = { subject: 'CN=外部根,O=印照示例', serial: '01', ...period };
    const authority = await createAuthority(outside, request, engine);
    const certify = async (role: 'root' | 'log', name: string): Promise<Uint8Array> => {
      const { publicKey } = await signer.createKey({ role, name });
      return authority.issue({ ...request, publicKey });
    };
    const leaf = await certify('root', 'root');
    const unfit = signer.attachCertificate('root', leaf);
    await expect(unfit).rejects.toMatchObject({ code: 'KEY_CERTIFICATE_UNFIT' });
    const ofLog = await certify('log', logName);
    const wrong = signer.attachCertificate(logName, ofLog);
    await expect(wrong).rejects.toMatchObject({ code: 'KEY_ROLE_WRONG' });
    await signer.close();
  });
});
