import { describe, expect, it } from '@jest/globals';
import type { Desk } from '../src/desk.js';
import { keepSynced, type KeptSynced } from '../src/keep-synced.js';
import { firstPreferences } from '../src/preferences.js';
import type { Now } from '../src/view.js';
import type { World } from '../src/world.js';

const minute = 60_000;
const start = 1_772_421_000_000;

interface Trial {
  readonly synced: KeptSynced;
  readonly shown: () => Now;
  clock: number;
  isOnline: boolean;
  /** How often the gateway was. */
  asked: number;
}

function openTrial(): Trial {
  let shown: Now = {
    view: { kind: 'waiting', cleared: null },
    preferences: firstPreferences,
    ...{ isSyncing: false, synced: null, trouble: null, hasNewer: false, wantsCamera: false },
  };
  const trial = { clock: start, isOnline: true, asked: 0 };
  const world = {
    now: () => trial.clock,
    isOnline: () => trial.isOnline,
    isVisible: () => true,
  } as World;
  const desk = {
    known: () => ({}),
    sync: () => {
      trial.asked++;
      return new Promise((resolve) => setImmediate(resolve, { end: 'taken', code: null }));
    },
  } as unknown as Desk;
  const change = (more: Partial<Now>): void => {
    shown = { ...shown, ...more };
  };
  const synced = keepSynced(world, desk, { now: () => shown, change });
  return Object.assign(trial, { synced, shown: () => shown });
}

describe('a window asks by itself', () => {
  it('at the start and every three minutes', async () => {
    const trial = openTrial();
    expect(trial.synced.isDue()).toBe(true);
    await trial.synced.sync();
    expect(trial.shown().synced).toEqual({ end: 'taken', code: null, at: start });
    trial.clock += 3 * minute - 1;
    expect(trial.synced.isDue()).toBe(false);
    trial.clock += 1;
    expect(trial.synced.isDue()).toBe(true);
  });

  it('when the network is back', async () => {
    const trial = openTrial();
    trial.isOnline = false;
    await trial.synced.sync();
    expect([trial.shown().synced?.end, trial.synced.isDue()]).toEqual(['offline', false]);
    trial.isOnline = true;
    expect(trial.synced.isDue()).toBe(true);
  });

  it('once at a time, and whoever asks meanwhile has the same answer', async () => {
    const trial = openTrial();
    const first = trial.synced.sync();
    await trial.synced.sync();
    expect([trial.shown().isSyncing, trial.shown().synced?.end]).toEqual([false, 'taken']);
    await first;
    expect(trial.asked).toBe(1);
    await trial.synced.sync();
    expect(trial.asked).toBe(2);
  });

  it('although its clock was a day ahead and was set back', async () => {
    const trial = openTrial();
    await trial.synced.sync();
    trial.clock -= 24 * 60 * minute;
    expect(trial.synced.isDue()).toBe(true);
  });
});
