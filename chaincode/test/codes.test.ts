import { describe, expect, it } from '@jest/globals';
import { byteRefusals } from '@yinzhao/e2e/refusals/bytes';
import { groupRefusals } from '@yinzhao/e2e/refusals/groups';
import { statusRefusals } from '@yinzhao/e2e/refusals/statuses';
import { callRefusals } from '@yinzhao/e2e/refusals/calls';
import { recordRefusals } from '@yinzhao/e2e/refusals/records';
import { ledgerCodes } from '../src/errors.js';
import { reaching } from './reaching.js';

/** Each is tried in refusals.test.ts, here and on a network. */
const refusals = [
  ...groupRefusals,
  ...statusRefusals,
  ...byteRefusals,
  ...recordRefusals,
  ...callRefusals,
];

describe('every code of the ledger', () => {
  const listed = new Set<string>(refusals.map(({ code }) => code));

  it.each(ledgerCodes.filter((code) => !listed.has(code)))('%s is reached', async (code) => {
    expect(await reaching[code]?.()).toBe(code);
  });

  it('is listed once: as a refusal, or as one that needs a ledger of its own', () => {
    const own = Object.keys(reaching);
    expect(own.filter((code) => listed.has(code))).toEqual([]);
    expect([...own, ...listed]).toEqual(expect.arrayContaining([...ledgerCodes]));
  });
});
