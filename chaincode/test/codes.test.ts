import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { byteRefusals } from '@yinzhao/e2e/refusals/bytes';
import { groupRefusals } from '@yinzhao/e2e/refusals/groups';
import { statusRefusals } from '@yinzhao/e2e/refusals/statuses';
import { callRefusals } from '@yinzhao/e2e/refusals/calls';
import { recordRefusals } from '@yinzhao/e2e/refusals/records';
import { ledgerCodes } from '../src/errors.js';

/** Codes that no batch, record or call on a healthy ledger yields, and the test that yields each. */
const elsewhere: Readonly<Record<string, string>> = {
  CONSORTIUM_MISSING: 'refusals.test.ts',
  INTERNAL_ERROR: 'chaincode.test.ts',
  STATE_FORMAT_UNKNOWN: 'chaincode.test.ts',
};

describe('every code of the ledger', () => {
  const listed = new Set<string>(
    [...groupRefusals, ...statusRefusals, ...byteRefusals, ...recordRefusals, ...callRefusals].map(
      ({ code }) => code,
    ),
  );

  it.each([...ledgerCodes])('%s is reached', (code) => {
    const file = elsewhere[code];
    const text = file === undefined ? '' : readFileSync(join(__dirname, file), 'utf8');
    expect(listed.has(code) || text.includes(code)).toBe(true);
    expect(listed.has(code) && file !== undefined).toBe(false);
  });
});
