import { describe, expect, it } from '@jest/globals';
import { builtInPolicy, openKnowledge, stateOfTrust } from '@yinzhao/verifier';
import { nodeEngine } from '@yinzhao/verifier/node';
import { knowledgeAge, knownView, type KnownView } from '../src/knowledge-view.js';
import { demo } from './vectors.js';

const hall = builtInPolicy('hall');
const state = stateOfTrust('city', demo('trust.bundle'));
/** 2026-03-02 11:00:00 +08:00, of the demo's pack. */
const packTime = 1_772_420_400_000;
const minute = 60_000;

function viewOf(pack: Uint8Array | null): KnownView {
  const known = openKnowledge({ sync: pack, state }, hall, nodeEngine());
  return knownView(known, pack) as KnownView;
}

describe('what a window knows', () => {
  const view = viewOf(demo('city.yzs'));
  const [log] = view.logs;
  const maximumAge = log?.maximumAge as number;

  it('is the checkpoint of every log that the trust bundle names', () => {
    expect(view.network).toBe('city');
    expect(log).toMatchObject({ org: 'approval', size: 16, time: packTime, code: null });
  });

  it('is as old as the log that is longest unheard of', () => {
    expect(knowledgeAge(view, hall, packTime + 3 * minute)).toMatchObject({
      level: 'fresh',
      time: packTime,
      age: { unit: 'minutes', count: 3 },
      missing: 0,
    });
  });

  it('lacks a log where a body issues into it, not where nobody does', () => {
    const [first, second] = view.logs;
    expect([first?.isUsed, second?.isUsed, second?.time]).toEqual([true, false, null]);
    const used = view.logs.map((one) => ({ ...one, isUsed: true }));
    expect(knowledgeAge({ ...view, logs: used }, hall, packTime).missing).toBe(1);
  });

  it('is old from where a verification says so on', () => {
    expect(knowledgeAge(view, hall, packTime + maximumAge).level).toBe('fresh');
    expect(knowledgeAge(view, hall, packTime + maximumAge + 1).level).toBe('old');
    const strict = { ...hall, maxKnowledgeAge: minute };
    expect(knowledgeAge(view, strict, packTime + minute + 1).level).toBe('old');
  });

  it('is old with a trust bundle that has ended', () => {
    const unlimited = { ...hall, maxKnowledgeAge: Number.MAX_SAFE_INTEGER };
    expect(knowledgeAge(view, unlimited, view.trust.expires).level).toBe('fresh');
    expect(knowledgeAge(view, unlimited, view.trust.expires + 1)).toMatchObject({
      level: 'old',
      isTrustExpired: true,
    });
  });

  it('is of no age by a clock that is behind it', () => {
    expect(knowledgeAge(view, hall, packTime - 5 * minute).level).toBe('fresh');
    expect(knowledgeAge(view, hall, packTime - 5 * minute - 1).level).toBe('clockWrong');
  });

  it('is nothing without a pack, or with one that is damaged', () => {
    for (const pack of [null, demo('city.yzs').slice(0, 50)]) {
      const age = knowledgeAge(viewOf(pack), hall, packTime);
      expect(age).toMatchObject({ level: 'none', time: null, age: null });
    }
  });
});
