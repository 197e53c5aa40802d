import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { decodeCredential } from '@yinzhao/verifier/format/credential';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import { decodeAuditLine } from '../src/audit/audit-line.js';
import {
  addIssuer,
  addRoot,
  clock,
  engine,
  licence,
  minute,
  newSigner,
  reopen,
  start,
} from './bench-of-keys.js';

const year = 365 * 24 * 60 * minute;

describe('signCredentials', () => {
  it('makes credentials that verify under the certificate they name', async () => {
    const { signer } = await newSigner();
    await addRoot(signer);
    const digest = await addIssuer(signer, 'food');
    const contents = [1, 2, 3, 40].map(licence);
    const credentials = await signer.signCredentials(digest, contents);
    const issuing = (await signer.describe()).find(({ role }) => role === 'issuing');
    const { publicKey } = readCertificate(issuing?.certificate as Uint8Array);
    credentials.forEach((bytes, i) => {
      const { kid, payload, message, signature } = decodeCredential(bytes);
      expect([kid, payload]).toEqual([digest, contents[i]]);
      expect(engine.verify(publicKey, message, signature)).toBe(true);
    });
    const one = decodeCredential(await signer.signCredential(digest, licence(5)));
    expect(one.payload).toEqual(licence(5));
    await signer.close();
  });

  it('signs all of a request or nothing', async () => {
    const { folder, signer } = await newSigner();
    await addRoot(signer);
    const digest = await addIssuer(signer, 'food');
    const request = signer.signCredentials(digest, [licence(1), digest, licence(2)]);
    await expect(request).rejects.toThrow(/content 1/);
    await expect(request).rejects.toMatchObject({ name: 'VerifierError' });
    const none = signer.signCredentials(digest, []);
    await expect(none).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' });
    const many = signer.signCredentials(
      digest,
      Array.from({ length: 1001 }, () => licence()),
    );
    await expect(many).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' });
    await signer.close();
    expect(readFileSync(join(folder, 'audit.log'), 'utf8')).not.toContain('signCredentials');
  });

  it('keeps to the period of the certificate and to the life of the key', async () => {
    const { signer } = await newSigner();
    const rootDigest = engine.sm3(await addRoot(signer));
    const digest = await addIssuer(signer, 'food');
    const sign = (): Promise<Uint8Array> => signer.signCredential(digest, licence());
    clock.time = start - 2 * minute;
    await expect(sign()).rejects.toMatchObject({ code: 'KEY_PERIOD_OVER' });
    clock.time = start + 2 * year;
    await expect(sign()).rejects.toMatchObject({ code: 'KEY_PERIOD_OVER' });
    clock.time = start;
    await sign();
    const byRoot = signer.signCredential(rootDigest, licence());
    await expect(byRoot).rejects.toMatchObject({ code: 'KEY_ROLE_WRONG' });
    await signer.retireKey('food');
    await expect(sign()).rejects.toMatchObject({ code: 'KEY_RETIRED' });
    await signer.close();
  });

  it('counts every signature against the hour, across restarts and set clocks', async () => {
    const quota = 10;
    const { folder, signer } = await newSigner({ quota });
    await addRoot(signer);
    const digest = await addIssuer(signer, 'food');
    await signer.signCredentials(
      digest,
      Array.from({ length: 8 }, (_, i) => licence(i)),
    );
    const exceeded = { code: 'QUOTA_EXCEEDED' };
    const three = [1, 2, 3].map(licence);
    await expect(signer.signCredentials(digest, three)).rejects.toMatchObject(exceeded);
    await signer.close();
    const again = await reopen(folder, { quota });
    await again.signCredential(digest, licence());
    await again.signCredential(digest, licence());
    await expect(again.signCredential(digest, licence())).rejects.toMatchObject(exceeded);
    clock.time = start + 59 * minute;
    await expect(again.signCredential(digest, licence())).rejects.toMatchObject(exceeded);
    clock.time = start + 61 * minute;
    await again.signCredentials(
      digest,
      Array.from({ length: 10 }, (_, i) => licence(i)),
    );
    clock.time = start;
    await expect(again.signCredential(digest, licence())).rejects.toMatchObject(exceeded);
    await again.close();
  });

  it('leaves the digest of each credential in the audit file, and nothing of the licence', async () => {
    const { folder, signer } = await newSigner();
    await addRoot(signer);
    const digest = await addIssuer(signer, 'food');
    const credentials = await signer.signCredentials(digest, [licence(1), licence(2)]);
    await signer.close();
    const text = readFileSync(join(folder, 'audit.log'), 'utf8');
    const line = decodeAuditLine(text.trimEnd().split('\n').at(-1) as string);
    expect(line).toMatchObject({ operation: 'signCredentials', key: 'issuing.food.1', count: 2 });
    expect(line?.digests).toEqual(credentials.map((bytes) => toHex(engine.sm3(bytes))));
    expect(text).not.toContain('A000000001');
  });
});
