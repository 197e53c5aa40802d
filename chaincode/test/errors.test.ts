import { describe, expect, it } from '@jest/globals';
import { verifierCodes } from '@yinzhao/verifier/errors';
import { decodeLedgerError, encodeLedgerError, LedgerError, ledgerCodes } from '../src/errors.js';

describe('a ledger error', () => {
  it.each([...ledgerCodes, ...verifierCodes])('%s comes back as it went', (code) => {
    const back = decodeLedgerError(encodeLedgerError(new LedgerError(code, 'why: because')));
    expect(back).toMatchObject({ code, message: 'why: because', group: null });
    const ofGroup = decodeLedgerError(
      encodeLedgerError(new LedgerError(code, 'why', { group: 3 })),
    );
    expect(ofGroup).toMatchObject({ code, message: 'why', group: 3 });
  });

  it.each([
    '',
    'boom',
    'chaincode stream terminated',
    'BATCH_GAP',
    'batch_gap: x',
    'NO_SUCH_CODE: x',
    ': x',
  ])('is not read into %p', (text) => {
    expect(decodeLedgerError(text)).toBeNull();
  });

  it('has codes of its own, in order and once', () => {
    expect([...new Set(ledgerCodes)].sort()).toEqual([...ledgerCodes]);
    expect(
      ledgerCodes.filter((code) => (verifierCodes as readonly string[]).includes(code)),
    ).toEqual([]);
  });
});
