import { describe, expect, it } from '@jest/globals';
import { decodeSyncPack, encodeSyncPack, type SyncLog } from '../src/format/sync-pack.js';
import { nodeEngine } from '../src/node/engine.js';
import { openKnowledge } from '../src/open-knowledge.js';
import { builtInPolicy } from '../src/policy.js';
import { stateOfTrust } from '../src/state.js';
import { isWhole, packQuery } from '../src/sync-request.js';
import { takePack } from '../src/take-pack.js';
import { hour, minute, noon, origin } from './world/city.js';
import { goodBundle, makeScene } from './world/scene.js';

const engine = nodeEngine();
const packOf = (changes: Parameters<typeof makeScene>[0] = {}): Uint8Array =>
  makeScene(changes).sync as Uint8Array;
const state = stateOfTrust('city', goodBundle);

describe('a pack that is taken', () => {
  it('brings the newest checkpoint of its log, to be remembered', () => {
    const { known, logs, replaces } = takePack(packOf(), null, state, engine);
    expect(logs).toEqual([{ log: origin, size: 16, time: noon + hour, code: null }]);
    expect([known.state.floor, known.state.logs.length, replaces]).toEqual([noon + hour, 1, true]);
  });

  it('replaces none that is newer, nor for one that cannot be read', () => {
    const kept = packOf();
    const before = takePack(kept, null, state, engine).known.state;
    const older = takePack(packOf({ pack: { size: 12, time: noon } }), kept, before, engine);
    expect([older.replaces, older.logs[0]?.code]).toEqual([false, 'CHECKPOINT_ROLLED_BACK']);
    const none = takePack(Uint8Array.of(1, 2), kept, before, engine);
    expect([none.replaces, none.known.packCode, none.logs]).toEqual([false, 'SYNC_MALFORMED', []]);
  });

  it('leaves the one before it in force where it brings a newer tree without its statuses', () => {
    const kept = packOf({ pack: { size: 12, time: noon } });
    const before = takePack(kept, null, state, engine).state;
    const newer = decodeSyncPack(packOf());
    const [old] = decodeSyncPack(kept).logs;
    const half = encodeSyncPack({
      ...newer,
      logs: newer.logs.map((log) => ({ ...log, snapshot: (old as SyncLog).snapshot })),
    });
    const taken = takePack(half, kept, before, engine);
    expect([taken.replaces, taken.logs[0]?.code]).toEqual([false, 'STATUS_LIST_WRONG']);
    expect([taken.state.logs, taken.state.floor]).toEqual([before.logs, noon + hour]);
    const after = openKnowledge({ sync: kept, state: taken.state }, builtInPolicy('hall'), engine);
    expect(after.log(origin)?.continuity.code).toBeNull();
  });

  it('is evidence where it contradicts what is remembered', () => {
    const { state: known } = makeScene();
    const forked = packOf({ pack: { history: 'another' } });
    const { known: opened, logs } = takePack(forked, null, known, engine);
    expect([opened.evidence?.length, logs[0]?.code]).toEqual([1, 'FORK']);
  });
});

describe('what a gateway is asked for', () => {
  it('is everything where nothing is known', () => {
    const nothing = { network: null, trust: null, logs: [], floor: 0 };
    expect(packQuery(nothing, null)).toEqual([]);
    expect(packQuery(state, null)).toEqual([['trust', '1']]);
  });

  it('is what comes after the sizes and subtree roots that are held', () => {
    const kept = packOf({ subtrees: true, pack: { size: 600, time: noon + hour + minute } });
    const { state: known } = takePack(kept, null, state, engine).known;
    expect(decodeSyncPack(kept).logs[0]?.subtrees?.roots).toHaveLength(2);
    expect(packQuery(known, kept)).toEqual([
      ['from', `${origin}:600`],
      ['trust', '1'],
      ['subtrees', `${origin}:512`],
    ]);
    expect(packQuery(known, Uint8Array.of(0))).toContainEqual(['subtrees', `${origin}:0`]);
  });

  it('has the checksum that its tag states', () => {
    const bytes = packOf();
    const digest = Buffer.from(engine.sm3(bytes)).toString('hex');
    expect(isWhole(bytes, `"${digest}"`, engine)).toBe(true);
    expect(isWhole(bytes.slice(1), `"${digest}"`, engine)).toBe(false);
    expect(isWhole(bytes, 'W/"1"', engine) && isWhole(bytes, null, engine)).toBe(true);
  });
});
