import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '../src/verdict.js';
import { verify } from '../src/verify.js';
import { allClaims, claimsBeyond, claimsBeyondAll, missingFromValid } from './claims-beyond.js';
import { day, engine, hour, minute, noon } from './world/city.js';
import { makeScene, type Changes } from './world/scene.js';

function judge(changes: Changes = {}): Verdict {
  const { input, sync, state, at, policy } = makeScene(changes);
  return verify(input, { sync, state }, { at, policy, engine });
}

const good = judge();
type Parts<Name extends 'anchored' | 'status' | 'issued'> = Partial<
  NonNullable<Verdict['established'][Name]>
>;
const claiming = <Name extends 'anchored' | 'status' | 'issued'>(
  name: Name,
  part: Parts<Name>,
): Verdict => ({
  ...good,
  established: { ...good.established, [name]: { ...good.established[name], ...part } },
});
const licence = (part: Partial<NonNullable<Verdict['licence']>>): Verdict => ({
  ...good,
  licence: { ...(good.licence as NonNullable<Verdict['licence']>), ...part },
});

describe('contained in the good answer is', () => {
  it.each([
    ['itself', good],
    ['one with no field shown', judge({ shown: null })],
    ['one without a pack', judge({ pack: null })],
    ['one that knew nothing before', judge({ known: null })],
    ['one whose trees are not shown to be one', judge({ proofs: [8] })],
    ['one that is open about everything', judge({ receipt: null, pack: null })],
    ['one by fewer witnesses', claiming('anchored', { witnessedBy: ['market'] })],
    [
      'one of what no issuer has signed, by a log that is known as of later',
      { ...good, licence: null, freshness: { ...good.freshness, knowledgeTime: noon + 2 * hour } },
    ],
    ['one by an older bundle', claiming('issued', { trustVersion: 0 })],
  ] as const)('%s', (_name, verdict) => {
    expect(claimsBeyond(verdict, good)).toEqual([]);
  });
});

describe('beyond the good answer is', () => {
  it.each([
    ['another place', claiming('anchored', { leafIndex: 6 }), 'anchored.leafIndex'],
    ['a later checkpoint', claiming('status', { time: noon + 2 * hour }), 'status.time'],
    ['another root', claiming('status', { root: new Uint8Array(32) }), 'status.root'],
    ['another status', claiming('status', { value: 1 }), 'status.value'],
    [
      'a witness more',
      claiming('status', { witnessedBy: ['market', 'tax'] }),
      'status.witnessedBy',
    ],
    ['another issuer', claiming('issued', { body: '91330100MA00000002' }), 'issued.body'],
    ['a newer bundle', claiming('issued', { trustVersion: 2 }), 'issued.trustVersion'],
    ['a longer period', licence({ to: null }), 'licence.to'],
    ['another name of the body', licence({ bodyName: '另一家' }), 'licence.bodyName'],
    ['a field more', judge({ shown: [0, 1, 2] }), 'licence.fields.2'],
    [
      'newer knowledge',
      { ...good, freshness: { ...good.freshness, knowledgeTime: noon + 2 * hour } },
      'freshness.knowledgeTime',
    ],
    [
      'a later age to be fresh',
      { ...good, freshness: { ...good.freshness, maximumAge: 10 ** 12 } },
      'freshness.maximumAge',
    ],
    ['another instant', { ...good, freshness: { ...good.freshness, at: 1 } }, 'freshness.at'],
    [
      'a higher floor',
      { ...good, state: { ...good.state, floor: noon + 2 * hour } },
      'state.floor',
    ],
  ] as const)('%s', (_name, verdict, claim) => {
    expect(claimsBeyond(verdict, good)).toContain(claim);
  });

  it('a log that is remembered as longer', () => {
    const found = judge({ pack: { size: 18, time: noon + hour + minute } });
    expect(claimsBeyond(found, good)).toContain('state.logs');
  });

  it('validity, where the other is not valid', () => {
    const revoked = judge({ pack: { statuses: [{ leafIndex: 5, status: 2 }], sequence: 2 } });
    expect(claimsBeyond({ ...revoked, outcome: 'valid' }, revoked)).toEqual(['outcome']);
    expect(claimsBeyond(good, revoked)).toContain('outcome');
  });

  it('a part that the other leaves open', () => {
    const open = judge({ receipt: null, pack: null });
    expect(claimsBeyond(good, open)).toEqual(
      expect.arrayContaining(['outcome', 'anchored', 'status']),
    );
  });

  it('a fork', () => {
    const forked = judge({ known: { history: 'other', size: 16, time: noon + hour } });
    expect(forked.evidence).not.toBeNull();
    expect(claimsBeyond(forked, good)).toContain('evidence');
  });
});

describe('among many good answers', () => {
  const larger = { pack: { size: 18, time: noon + hour + minute } };
  const all = allClaims(
    [{}, larger].map((changes) => ({ scene: makeScene(changes), verdict: judge(changes) })),
  );

  it.each([
    ['each of them', good],
    ['each of them', judge(larger)],
    ['one with less', judge({ shown: null, pack: null })],
    ['one by other witnesses of theirs', claiming('status', { witnessedBy: ['police'] })],
  ])('is contained %s', (_name, verdict) => {
    expect(claimsBeyondAll(verdict, all)).toEqual([]);
  });

  it.each([
    ['a status of neither', claiming('status', { value: 1 }), 'status'],
    [
      'the size of one and the root of the other',
      claiming('status', { size: 18, time: noon + hour + minute }),
      'status',
    ],
    ['another place', claiming('anchored', { leafIndex: 6 }), 'anchored'],
    ['a witness of none', claiming('status', { witnessedBy: ['tax'] }), 'witnessedBy'],
    ['a longer period', licence({ to: null }), 'licence'],
    ['a field that none shows', judge({ shown: [0, 1, 2] }), 'licence.fields'],
    [
      'a time of no checkpoint',
      { ...good, freshness: { ...good.freshness, knowledgeTime: noon } },
      'freshness.knowledgeTime',
    ],
    ['a tree of none', judge({ pack: { size: 20 } }), 'state.logs'],
  ] as const)('is not %s', (_name, verdict, claim) => {
    expect(claimsBeyondAll(verdict, all)).toContain(claim);
  });
});

describe('an answer that says valid', () => {
  const scene = makeScene();
  const status = good.established.status as NonNullable<Verdict['established']['status']>;
  const lax = (changes: Partial<Verdict['established']>): Verdict => ({
    ...good,
    established: { ...good.established, ...changes },
  });

  it('lacks nothing where it is right', () => {
    expect(missingFromValid(good, scene)).toEqual([]);
    expect(missingFromValid({ ...judge({ pack: null }) }, scene)).toEqual([]);
  });

  it.each([
    ['no status', lax({ status: null }), 'status.value'],
    ['a revocation', lax({ status: { ...status, value: 2 } }), 'status.value'],
    [
      'one witness',
      lax({ status: { ...status, witnessedBy: ['market', 'market'] } }),
      'status.witnessedBy',
    ],
    ['no place', lax({ anchored: null }), 'anchored'],
    ['no issuer', lax({ issued: null }), 'issued'],
    ['an old pack', { ...good, freshness: { ...good.freshness, age: 10 ** 9 } }, 'freshness.age'],
    ['a clock behind', { ...good, state: { ...good.state, floor: noon + day } }, 'freshness.floor'],
    ['a licence that has ended', licence({ to: 1 }), 'days'],
    [
      'a failed check',
      { ...good, checks: [{ name: 'trust', outcome: 'failed', code: 'TRUST_OLD' }] },
      'checks',
    ],
  ] as const)('lacks something with %s', (_name, verdict, name) => {
    expect(missingFromValid(verdict, scene)).toContain(`valid: ${name}`);
  });

  it('lacks a holder’s proof where one is asked', () => {
    const policy = { ...scene.policy, holderProof: 'required' } as const;
    expect(missingFromValid(good, { ...scene, policy })).toEqual(['valid: shown']);
    const challenge = new Uint8Array(16);
    expect(missingFromValid(good, { ...scene, challenge })).toEqual(['valid: shown']);
  });
});
