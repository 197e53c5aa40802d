import { createHash } from 'node:crypto';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { encodeCredential, encodeCredentialContent } from '@yinzhao/verifier/format/credential';
import { buildFields, type FieldValue } from '@yinzhao/verifier/format/fields';
import { formatIdentifier } from '@yinzhao/verifier/format/licence-identifier';
import { nodeEngine } from '@yinzhao/verifier/node';
import type { LicenceRecord } from '../../src/store/licence.js';

function digest(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest());
}

const { sm3 } = nodeEngine();
const type = '11100000MB0000000X001';
const body = '11990000MB00000000';

/** A record that differs in everything that must be unique; nobody has made its signature. */
export function sampleLicence(number: number): LicenceRecord {
  const draft = sampleDraft(number);
  const { identifier, from, to, values, seed } = draft;
  const content = encodeCredentialContent({
    ...{
      identifier,
      from,
      to,
      artefacts: [],
      holderKey: null,
      predecessor: null,
      annotation: null,
    },
    fieldsRoot: buildFields(values as FieldValue[], seed, sm3).root,
  });
  const signature = new Uint8Array(64).fill(1);
  const credential = encodeCredential(Buffer.from(draft.certificate, 'hex'), content, signature);
  return { ...draft, state: 'signed', object: toHex(sm3(credential)), credential };
}

/** The same before it was signed. */
export function sampleDraft(number: number): LicenceRecord {
  return {
    identifier: formatIdentifier({
      ...{ type, body, version: '001' },
      serial: `LICENCE${String(number).padStart(6, '0')}`,
    }),
    state: 'draft',
    kind: 1,
    status: 0,
    log: 'yinzhao/city/approval',
    certificate: Buffer.from(digest('certificate')).toString('hex'),
    type,
    body,
    from: 20000,
    to: null,
    holders: [Buffer.from(digest(`holder ${number}`)).toString('hex')],
    values: ['张三', number, true, null],
    seed: digest(`seed ${number}`),
    caller: 'desk',
    created: new Date(1_700_000_000_000 + number),
  };
}
