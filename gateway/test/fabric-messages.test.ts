import { describe, expect, it } from '@jest/globals';
import { readBlock } from '../src/ledger/fabric-messages.js';

const block = (data: readonly Uint8Array[], filter: readonly number[]) => ({
  header: { number: '7', previous_hash: new Uint8Array(32), data_hash: new Uint8Array(32) },
  data: { data },
  metadata: { metadata: [new Uint8Array(), new Uint8Array(), Uint8Array.from(filter)] },
});

describe('a block', () => {
  it('with bytes that are no transaction is read all the same', () => {
    const garbage = [
      new Uint8Array(),
      Uint8Array.of(0xff, 0xff),
      new Uint8Array(100).fill(0x0a),
      Uint8Array.of(0x0a, 0x02, 0x08),
    ];
    const { number, transactions } = readBlock(block(garbage, [2, 2, 2, 0]));
    expect(number).toBe(7);
    expect(transactions.map(({ code }) => code)).toEqual([
      'BAD_PAYLOAD',
      'BAD_PAYLOAD',
      'BAD_PAYLOAD',
      'VALID',
    ]);
    expect(transactions.map(({ call }) => call())).toEqual([null, null, null, null]);
  });

  it.each([
    // SHA-256 of what `openssl asn1parse -genconf` makes of the three fields.
    ['0', '', 'bc6f715bf0b5af641d2359a60c419057757571a331a11111b794455d9dbfa6d3'],
    ['127', '11', '1e50be891d2475affbe8b2292d2f771d4ea0b0e853d52d0b341336d81fd27424'],
    ['128', '11', '21255970fce2d8bd67c1b022cb7528f12d311fec7fc8ba34f5414d3983808260'],
    ['65536', '11', '8ed09c2dc43903161ff8a1551a3cb1a91efd10f45a05986c6bc5fe143111a97d'],
  ])('%s has the hash that the next one names', (number, previous, hash) => {
    const header = {
      number,
      previous_hash: Buffer.from(previous.repeat(32), 'hex'),
      data_hash: Buffer.from('22'.repeat(32), 'hex'),
    };
    expect(Buffer.from(readBlock({ ...block([], []), header }).hash).toString('hex')).toBe(hash);
  });

  it('whose peer has noted no judgement holds nothing valid', () => {
    const { transactions } = readBlock(block([new Uint8Array(), new Uint8Array()], [254]));
    expect(transactions.map(({ code }) => code)).toEqual(['NOT_VALIDATED', 'CODE_MISSING']);
  });
});
