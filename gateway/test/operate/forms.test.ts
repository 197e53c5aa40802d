import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { encodeCertificatePem, encodePublicKeyPem } from '@yinzhao/signer';
import { fromHex } from '@yinzhao/verifier/format/bytes';
import { decodeRegistryRecord, encodeRegistryRecord } from '@yinzhao/verifier/format/registry';
import { decodeTrustBundle, encodeTrustBundleContent } from '@yinzhao/verifier/format/trust-bundle';
import { parseForm, printForm } from '../../src/operate/form.js';
import { formOfRecord, recordOfForm } from '../../src/operate/record-form.js';
import { bundleOfForm, formOfBundle } from '../../src/operate/trust-form.js';

const vectors = join(__dirname, '..', '..', '..', 'verifier-sdk', 'vectors');

/** Every object of a kind that the formats accept. */
function accepted(kind: string): (readonly [string, Uint8Array])[] {
  return readdirSync(join(vectors, kind))
    .filter((name) => name.startsWith('accept-'))
    .map((name) => {
      const text = readFileSync(join(vectors, kind, name), 'utf8');
      const { input } = JSON.parse(text) as { readonly input: string };
      return [name, fromHex(input)] as const;
    });
}

const noFile = (path: string): never => {
  throw new Error(`no file is read: ${path}`);
};
const reparsed = (form: object): unknown => parseForm(Buffer.from(printForm(form)));

describe('the JSON form of a registry record', () => {
  it.each(accepted('registry-record'))('gives the bytes of %s again', (_, bytes) => {
    const form = formOfRecord(decodeRegistryRecord(bytes));
    expect(encodeRegistryRecord(recordOfForm(reparsed(form), noFile))).toEqual(bytes);
  });

  const body = accepted('registry-record').find(([name]) => name === 'accept-body.json');
  const form = formOfRecord(decodeRegistryRecord(body?.[1] as Uint8Array)) as unknown as Record<
    string,
    unknown
  >;
  const [certificate] = form.certificates as [Record<string, unknown>];

  it.each([
    ['null', null, '#/kind'],
    ['another kind', { ...form, kind: 'department' }, '#/kind'],
    ['an inherited kind', { ...form, kind: 'constructor' }, '#/kind'],
    ['a member more', { ...form, colour: 'red' }, '#/colour'],
    ['a member less', { ...form, successor: undefined }, '#/successor'],
    ['another state', { ...form, state: 0 }, '#/state'],
    ['a version that is text', { ...form, version: '1' }, '#/version'],
    [
      'no such day',
      { ...form, certificates: [{ ...certificate, from: '2026-02-30' }] },
      '#/certificates/0/from',
    ],
    [
      'a certificate in hexadecimal signs',
      { ...form, certificates: [{ ...certificate, certificate: '::' }] },
      '#/certificates/0/certificate',
    ],
  ])('refuses %s', (_, value, place) => {
    const wanted = expect.objectContaining({
      code: 'FORM_WRONG',
      message: expect.stringContaining(place) as unknown,
    }) as object;
    expect(() => recordOfForm(JSON.parse(JSON.stringify(value)), noFile)).toThrow(wanted);
  });

  it('reads certificates and keys from the files it names', () => {
    const der = decodeRegistryRecord(body?.[1] as Uint8Array);
    if (der.kind !== 'body') throw new Error('not a body');
    const bytes = der.certificates[0]?.certificate as Uint8Array;
    const named = { ...form, certificates: [{ ...certificate, certificate: 'file:a/c.pem' }] };
    for (const content of [bytes, Buffer.from(encodeCertificatePem(bytes))]) {
      const asked: string[] = [];
      const record = recordOfForm(named, (path) => {
        asked.push(path);
        return content;
      });
      expect(asked).toEqual(['a/c.pem']);
      expect(encodeRegistryRecord(record)).toEqual(body?.[1]);
    }
    const member = accepted('registry-record').find(([name]) => name === 'accept-member.json');
    const record = decodeRegistryRecord(member?.[1] as Uint8Array);
    if (record.kind !== 'member') throw new Error('not a member');
    const pem = Buffer.from(encodePublicKeyPem(record.logKey as Uint8Array));
    const keyed = { ...formOfRecord(record), logKey: 'file:log.pem' };
    expect(recordOfForm(keyed, () => pem)).toEqual(record);
  });
});

describe('the JSON form of a trust bundle', () => {
  it.each(accepted('trust-bundle'))('gives the payload of %s again', (_, bytes) => {
    const { bundle, payload } = decodeTrustBundle(bytes);
    const form = formOfBundle(bundle);
    expect(encodeTrustBundleContent(bundleOfForm(reparsed(form), noFile))).toEqual(payload);
  });

  const [, first] = accepted('trust-bundle')[0] as readonly [string, Uint8Array];
  const form = formOfBundle(decodeTrustBundle(first).bundle);

  it('takes an instant with its offset, and as a number', () => {
    const issued = Date.parse('2026-03-02T02:00:00Z');
    const written = { ...form, issued: '2026-03-02T10:00:00+08:00' };
    expect(bundleOfForm(written, noFile).issued).toBe(issued);
    expect(bundleOfForm({ ...form, issued }, noFile).issued).toBe(issued);
    const late = decodeTrustBundle(first).bundle;
    const far = { ...late, expires: Number.MAX_SAFE_INTEGER };
    expect(bundleOfForm(reparsed(formOfBundle(far)), noFile)).toEqual(far);
  });

  it.each([
    ['an instant without offset', { ...form, issued: '2026-03-02T10:00:00' }],
    ['no such instant', { ...form, issued: '2026-13-02T10:00:00Z' }],
    ['an instant before 1970', { ...form, issued: '1969-03-02T10:00:00Z' }],
    ['a member more', { ...form, more: 1 }],
    ['a key that is short', { ...form, signers: { threshold: 1, keys: ['04ab'] } }],
    ['no list of roots', { ...form, roots: {} }],
  ])('refuses %s', (_, value) => {
    const wanted = expect.objectContaining({ code: 'FORM_WRONG' }) as object;
    expect(() => bundleOfForm(value, noFile)).toThrow(wanted);
  });

  it.each(['', '{', '{"a":1,"a":2}', '{"a":1.0}', '\ufeff{}', '[1] 2'])(
    'does not begin with %j as JSON',
    (text) => {
      const wanted = expect.objectContaining({ code: 'FORM_WRONG' }) as object;
      expect(() => parseForm(Buffer.from(text))).toThrow(wanted);
    },
  );
});
