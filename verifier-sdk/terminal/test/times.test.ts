import { describe, expect, it } from '@jest/globals';
import { ageOf } from '@yinzhao/verifier/age';
import { instantText } from '@yinzhao/verifier/format/instant';
import { compactInstant } from '../src/times.js';

const minute = 60_000;
const hour = 60 * minute;

describe('times', () => {
  it('are those of UTC+8', () => {
    expect(instantText(0)).toBe('1970-01-01 08:00:00');
    expect(compactInstant(1_772_421_000_000)).toBe('20260302-111000');
    expect(instantText(253_402_271_999_999)).toBe('9999-12-31 23:59:59');
    expect(instantText(253_402_272_000_000)).toBe('253402272000000 ms');
    expect(instantText(Number.MAX_SAFE_INTEGER)).toBe('9007199254740991 ms');
  });

  it.each([
    [-hour, 'now', 0],
    [minute - 1, 'now', 0],
    [minute, 'minutes', 1],
    [2 * hour - 1, 'minutes', 119],
    [2 * hour, 'hours', 2],
    [48 * hour - 1, 'hours', 47],
    [48 * hour, 'days', 2],
  ])('%d ms ago is %s, %d', (milliseconds, unit, count) => {
    expect(ageOf(milliseconds)).toEqual({ unit, count });
  });
});
