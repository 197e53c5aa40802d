import { describe, expect, it } from '@jest/globals';
import { readBlock } from '../src/ledger/fabric-messages.js';

const block = (data: readonly Uint8Array[], filter: readonly number[]) => ({
  header: { number: '7' },
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

  it('whose peer has noted no judgement holds nothing valid', () => {
    const { transactions } = readBlock(block([new Uint8Array(), new Uint8Array()], [254]));
    expect(transactions.map(({ code }) => code)).toEqual(['NOT_VALIDATED', 'CODE_MISSING']);
  });
});
