import { describe, expect, it } from '@jest/globals';
import { groupAnswer, LedgerError, type PlacedGroup } from '@yinzhao/chaincode';
import { encodeBatch } from '@yinzhao/verifier/format/batch';
import { encodeGroup } from '@yinzhao/verifier/format/group';
import { nodeEngine } from '@yinzhao/verifier/node';
import { anchorBatch } from '../../src/anchor/anchor-batch.js';
import { GatewayError, type GatewayCode } from '../../src/errors.js';
import type { Ledger } from '../../src/ledger/ledger.js';

const engine = nodeEngine();
const log = 'yinzhao/city/approval';
const certificate = new Uint8Array(32).fill(7);
const group = encodeGroup({ log, certificate, number: 1, entries: [], statements: [] });
const batch = encodeBatch({
  log,
  first: 4,
  groups: [{ group, signature: new Uint8Array(64) }],
  size: 4,
  root: new Uint8Array(32),
});
const place: PlacedGroup = { digest: engine.sm3(group), first: 4, entries: 0, statements: 0 };

/** A ledger whose submit fails, and in whose log the group stands or does not; an error cannot be asked. */
function failing(error: Error, placed: PlacedGroup | null | Error): Ledger {
  return {
    chaincode: 'log',
    peers: [],
    submit: () => Promise.reject(error),
    query: () =>
      placed instanceof Error
        ? Promise.reject(placed)
        : Promise.resolve(groupAnswer.encode(placed)),
    watch: () => Promise.reject(new Error('not played here')),
    close: () => undefined,
  };
}

const sent = (code: GatewayCode): GatewayError =>
  new GatewayError(code, 'on the way', { transactionId: 'tx-1' });

describe('a batch that was sent and not seen committed', () => {
  it.each([
    'LEDGER_TIMEOUT',
    'LEDGER_CLOSED',
    'LEDGER_ACCESS_DENIED',
    'LEDGER_HISTORY_BROKEN',
    'LEDGER_INVALID',
  ] as const)('is looked up after %s', async (code) => {
    const found = await anchorBatch(failing(sent(code), place), batch, engine);
    expect(found).toEqual([{ ...place, certificate, number: 1, repeated: true }]);
    await expect(anchorBatch(failing(sent(code), null), batch, engine)).rejects.toMatchObject({
      code,
      transactionId: 'tx-1',
    });
  });

  it('is not taken for another group of its number', async () => {
    const other = { ...place, digest: new Uint8Array(32) };
    await expect(
      anchorBatch(failing(sent('LEDGER_TIMEOUT'), other), batch, engine),
    ).rejects.toMatchObject({ code: 'LEDGER_TIMEOUT' });
  });

  it('keeps its transaction where the ledger cannot be asked either', async () => {
    const closed = new GatewayError('LEDGER_UNAVAILABLE', 'nobody there');
    await expect(
      anchorBatch(failing(sent('LEDGER_CLOSED'), closed), batch, engine),
    ).rejects.toMatchObject({ code: 'LEDGER_CLOSED', transactionId: 'tx-1' });
  });
});

describe('a batch that was not sent', () => {
  it.each([
    new LedgerError('BATCH_GAP', 'the log ends at 3'),
    new GatewayError('LEDGER_UNAVAILABLE', 'too few'),
  ])('is not looked up: $code', async (error) => {
    await expect(anchorBatch(failing(error, place), batch, engine)).rejects.toBe(error);
  });
});
