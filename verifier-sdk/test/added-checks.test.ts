import { describe, expect, it } from '@jest/globals';
import type { AddedCheck, AddedFinding } from '../src/added-checks.js';
import { printVerdict } from '../src/node/print-verdict.js';
import { openKnowledge } from '../src/open-knowledge.js';
import { decodeStatement, encodeStatement } from '../src/format/statement.js';
import { statementOf } from '../src/statement.js';
import type { Verdict } from '../src/verdict.js';
import { verify, verifyWith } from '../src/verify.js';
import { engine } from './world/city.js';
import { makeScene, type Changes } from './world/scene.js';

const finding = (outcome: AddedFinding['outcome']): AddedFinding => ({
  outcome,
  code: 'ON_LOAN',
  text: {
    zh: '证照已用于在途贷款',
    en: 'the licence backs a loan already',
    advice: { zh: '转信贷部门', en: 'ask the loan department' },
  },
});
const checking = (check: AddedCheck['check'], name = 'bank.on-loan'): AddedCheck => ({
  name,
  check,
});
/** Another answer each time it is looked at. */
function turning(): object {
  let looks = 0;
  return {
    ...finding('failed'),
    get outcome() {
      return looks++ === 0 ? 'passed' : 'failed';
    },
  };
}
const passes = checking(() => null, 'bank.passes');
const fails = checking(() => finding('failed'), 'bank.fails');
const leavesOpen = checking(() => finding('unknown'), 'bank.leaves-open');

function judge(added: readonly AddedCheck[], changes: Changes = {}): Verdict {
  const { input, sync, state, at, policy } = makeScene(changes);
  return verify(input, { sync, state }, { at, policy, engine, added });
}

const revoked: Changes = { pack: { statuses: [{ leafIndex: 5, status: 2 }], sequence: 2 } };
const noPack: Changes = { pack: null };

describe('an added check', () => {
  it.each([
    ['valid', 'passes', passes, {}, 'valid'],
    ['valid', 'fails', fails, {}, 'invalid'],
    ['valid', 'leaves open', leavesOpen, {}, 'undetermined'],
    ['undetermined', 'passes', passes, noPack, 'undetermined'],
    ['undetermined', 'fails', fails, noPack, 'invalid'],
    ['undetermined', 'leaves open', leavesOpen, noPack, 'undetermined'],
    ['invalid', 'passes', passes, revoked, 'invalid'],
    ['invalid', 'fails', fails, revoked, 'invalid'],
    ['invalid', 'leaves open', leavesOpen, revoked, 'invalid'],
  ] as const)('of an answer that is %s and that %s', (before, _does, check, changes, after) => {
    const without = judge([], changes);
    const verdict = judge([check], changes);
    expect([without.outcome, verdict.outcome]).toEqual([before, after]);
    expect({ ...verdict, outcome: before, added: [] }).toEqual(without);
  });

  it('stands in the answer in the order given, with its code and texts', () => {
    expect(judge([fails, passes]).added).toEqual([
      { name: 'bank.fails', outcome: 'failed', code: 'ON_LOAN', text: finding('failed').text },
      { name: 'bank.passes', outcome: 'passed', code: null, text: null },
    ]);
  });

  it('is printed with what it says and what to do', () => {
    const text = printVerdict(judge([fails, passes]));
    expect(text).toContain('\n  ON_LOAN  证照已用于在途贷款 · the licence backs a loan already\n');
    expect(text).toContain('\n    → 转信贷部门 · ask the loan department\n');
    expect(text).toMatch(/\n {2}✗ bank\.fails {2}ON_LOAN\n {2}✓ bank\.passes$/);
  });

  it('is given the answer so far and the decoded licence', () => {
    const seen: unknown[] = [];
    judge([
      checking((verdict, licence) => {
        seen.push(verdict.outcome, verdict.licence?.bodyName, licence?.identifier.type);
        seen.push(licence?.disclosure?.fields.get(0));
        seen.push('state' in verdict, 'evidence' in verdict);
        return null;
      }),
    ]);
    const type = judge([]).licence?.type;
    expect(seen).toEqual(['valid', '示例市行政审批局', type, '示例餐饮有限公司', false, false]);
  });

  it('is asked of what is no licence too, with none', () => {
    const { sync, state, at, policy } = makeScene();
    const seen: unknown[] = [];
    const added = [
      checking((verdict, licence) => {
        seen.push(verdict.outcome, licence);
        return null;
      }),
    ];
    const text = new Uint8Array([1]);
    expect(verify(text, { sync, state }, { at, policy, engine, added }).outcome).toBe('invalid');
    expect(seen).toEqual(['invalid', null]);
  });

  it('cannot change what was judged, nor what another sees', () => {
    const spoils = checking((verdict, licence) => {
      const open = verdict as unknown as { outcome: string; checks: { outcome: string }[] };
      open.outcome = 'valid';
      for (const check of open.checks) check.outcome = 'passed';
      open.checks.length = 1;
      (verdict.established.anchored?.root as Uint8Array).fill(0);
      (licence?.disclosure?.fields as Map<number, unknown>).clear();
      return null;
    }, 'bank.spoils');
    const sees: unknown[] = [];
    const looks = checking((verdict, licence) => {
      sees.push(verdict.outcome, verdict.checks.length, licence?.disclosure?.fields.size);
      return null;
    });
    const verdict = judge([spoils, looks], revoked);
    const without = judge([], revoked);
    expect({ ...verdict, added: [] }).toEqual(without);
    expect(sees).toEqual(['invalid', without.checks.length, 2]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['promises', () => Promise.resolve(null)],
    ['says valid', () => ({ ...finding('failed'), outcome: 'passed' })],
    ['says nothing', () => undefined],
    ['says yes', () => true],
    ['says passed in an object that turns', () => turning()],
    [
      'throws when it is read',
      () => ({
        ...finding('failed'),
        get code() {
          throw new Error('broken');
        },
      }),
    ],
    ['has an odd code', () => ({ ...finding('failed'), code: 'on loan' })],
    ['has no texts', () => ({ outcome: 'failed', code: 'ON_LOAN' })],
    [
      'has no advice in Chinese',
      () => ({ ...finding('failed'), text: { zh: '', en: '', advice: {} } }),
    ],
  ])('that %s leaves the answer open', (_does, check) => {
    const verdict = judge([checking(check as unknown as AddedCheck['check'])]);
    expect(verdict.outcome).toBe('undetermined');
    expect(verdict.added).toMatchObject([
      { name: 'bank.on-loan', outcome: 'unknown', code: 'ADDED_CHECK_BROKEN' },
    ]);
    expect(verdict.added[0]?.text?.zh).toContain('附加检查出错');
  });

  it.each([
    'status',
    'Bank.loan',
    'bank',
    '.loan',
    'bank.',
    'bank.on loan',
    `bank.${'a'.repeat(64)}`,
  ])('is not called %j', (name) => {
    const misuse = expect.objectContaining({
      code: 'ADDED_CHECK_NAME_INVALID',
    }) as unknown as Error;
    expect(() => judge([{ ...passes, name }])).toThrow(misuse);
  });

  it.each([[null], [undefined], [{}], [() => null]])('is not %p', (one) => {
    const misuse = expect.objectContaining({
      code: 'ADDED_CHECK_NAME_INVALID',
    }) as unknown as Error;
    expect(() => judge([one as AddedCheck])).toThrow(misuse);
  });

  it('takes no other away, whatever it does to the list it stands in', () => {
    const list: AddedCheck[] = [];
    list.push(
      checking(() => {
        list.length = 0;
        return null;
      }, 'bank.empties'),
      fails,
    );
    const { outcome, added } = judge(list);
    expect(outcome).toBe('invalid');
    expect(added.map(({ name }) => name)).toEqual(['bank.empties', 'bank.fails']);
  });

  it('that is none leaves the answer open', () => {
    const { outcome, added } = judge([{ name: 'bank.none' } as AddedCheck]);
    expect(outcome).toBe('undetermined');
    expect(added).toMatchObject([{ name: 'bank.none', code: 'ADDED_CHECK_BROKEN' }]);
  });

  it('stands once, also under knowledge that was opened before', () => {
    const misuse = expect.objectContaining({
      code: 'ADDED_CHECK_NAME_INVALID',
    }) as unknown as Error;
    const { input, sync, state, at, policy } = makeScene();
    const known = openKnowledge({ sync, state }, policy, engine);
    expect(() => verifyWith(known, input, at, null, [passes, passes])).toThrow(misuse);
    expect(verifyWith(known, input, at, null, [fails]).outcome).toBe('invalid');
  });

  it('stands in a statement where it has not passed', () => {
    const { input, sync, policy } = makeScene();
    const verdict = judge([passes, leavesOpen, fails]);
    const bytes = encodeStatement(statementOf(verdict, { input, sync, policy }, engine));
    const statement = decodeStatement(bytes);
    expect(statement.outcome).toBe('invalid');
    expect(statement.added).toEqual([
      { name: 'bank.leaves-open', code: 'ON_LOAN', outcome: 'unknown' },
      { name: 'bank.fails', code: 'ON_LOAN', outcome: 'failed' },
    ]);
    expect(encodeStatement(statement)).toEqual(bytes);
    const malformed = expect.objectContaining({ code: 'STATEMENT_MALFORMED' }) as unknown as Error;
    const [one] = statement.added;
    for (const added of [[], [one, one], [{ ...one, name: 'status', outcome: 'failed' }]]) {
      expect(() => encodeStatement({ ...statement, added } as typeof statement)).toThrow(malformed);
    }
  });
});
