import { createHash } from 'node:crypto';
import type { LicenceRecord } from '../../src/store/licence.js';

function digest(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest());
}

/** A record that differs in everything that must be unique; its bytes mean nothing. */
export function sampleLicence(number: number): LicenceRecord {
  return {
    ...sampleDraft(number),
    state: 'signed',
    object: createHash('sm3')
      .update(digest(`credential ${number}`))
      .digest('hex'),
    credential: digest(`credential ${number}`),
  };
}

/** The same before it was signed. */
export function sampleDraft(number: number): LicenceRecord {
  return {
    identifier: `licence-${number}`,
    state: 'draft',
    kind: 1,
    status: 0,
    log: 'yinzhao/city/approval',
    certificate: Buffer.from(digest('certificate')).toString('hex'),
    type: 'food',
    body: 'market',
    from: 20000,
    to: null,
    holders: [Buffer.from(digest(`holder ${number}`)).toString('hex')],
    values: ['张三', number, true, null],
    seed: digest(`seed ${number}`),
    caller: 'desk',
    created: new Date(1_700_000_000_000 + number),
  };
}
