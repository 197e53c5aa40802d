import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeStatement, judgeFork, type VerifierState } from '@yinzhao/verifier';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { nodeEngine } from '@yinzhao/verifier/node';
import { openStateFile } from '@yinzhao/verifier/node/state-file';
import { openDesk, type Desk } from '../src/desk.js';
import type { Kept } from '../src/kept.js';
import { beginSetUp, offerTrust, type TrustOffer } from '../src/set-up.js';
import { noon } from '../../test/world/city.js';
import { makeScene } from '../../test/world/scene.js';
import { demo } from './vectors.js';

const engine = nodeEngine();
/** Ten minutes after the demo's pack. */
const now = 1_772_421_000_000;

/** A desk over a real state file, with what is kept beside it in memory. */
interface Trial {
  readonly desk: Desk;
  readonly state: () => Promise<VerifierState | null>;
  readonly evidence: Uint8Array[];
  readonly asked: string[];
  served: () => Response;
  pack: Uint8Array | null;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yz-desk-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function openTrial({ isFull = false } = {}): Trial {
  const path = join(folder, 'hall');
  const trial = { pack: null, evidence: [], asked: [], served: () => new Response(null) } as {
    -readonly [Name in keyof Trial]?: Trial[Name];
  } as Trial;
  const kept: Kept = {
    pack: () => Promise.resolve(trial.pack),
    keepPack: (pack) => {
      trial.pack = pack;
      return Promise.resolve();
    },
    evidence: () => Promise.resolve({ files: trial.evidence, isMore: false }),
    keepEvidence: (files) => {
      trial.evidence.push(...files);
      return Promise.resolve();
    },
    putEvidenceAway: () => Promise.resolve(),
    preferences: () => Promise.resolve(undefined),
    keepPreferences: () => Promise.resolve(),
  };
  const openState = async (
    adopt: boolean,
  ): ReturnType<Parameters<typeof openDesk>[0]['openState']> => {
    const file = await openStateFile(path, { adopt });
    return {
      load: file.load,
      save: (state) => {
        if (isFull) return Promise.reject(new Error('no space'));
        file.save(state);
        return Promise.resolve();
      },
      close: () => {
        file.close();
        return Promise.resolve();
      },
    };
  };
  const state = async (): Promise<VerifierState | null> => {
    const file = await openStateFile(path);
    file.close();
    return file.load();
  };
  const ask = (address: string): Promise<Response> => {
    trial.asked.push(address);
    return Promise.resolve(trial.served());
  };
  const desk = openDesk({ engine, now: () => now, kept, openState, ask });
  return Object.assign(trial, { desk, state });
}

function offered(): TrustOffer {
  const setUp = offerTrust(beginSetUp(''), demo('trust.bundle'), engine);
  if (setUp.stage !== 'comparing') throw new Error('no bundle');
  return setUp.offer;
}

const answer = (bytes: Uint8Array, tag = `"${toHex(engine.sm3(bytes))}"`): Response =>
  new Response(bytes.slice(), { headers: { etag: tag } });

/** A megabyte, and another. One that is read to its end breaks the test and not the machine. */
function endless(): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull: (stream) => {
      if (++sent > 100) stream.error(new Error('read on'));
      else stream.enqueue(new Uint8Array(1 << 20));
    },
  });
}

describe('a desk', () => {
  it('knows nothing before the first trust bundle, and remembers it', async () => {
    const trial = openTrial();
    await trial.desk.open();
    expect(trial.desk.known()).toBeNull();
    await trial.desk.begin(offered());
    expect(trial.desk.known()).toMatchObject({ network: 'city', trust: { version: 1 } });
    expect((await trial.state())?.trust).toEqual(demo('trust.bundle'));
    const again = openTrial();
    await again.desk.open();
    expect(again.desk.known()?.network).toBe('city');
  });

  it('begins anew where the state was deleted and that was meant', async () => {
    const { desk } = openTrial();
    await desk.begin(offered());
    rmSync(join(folder, 'hall'));
    await expect(desk.open()).rejects.toMatchObject({ code: 'STATE_MISSING' });
    await desk.open(true);
    await desk.begin(offered());
    await desk.open();
    expect(desk.known()?.network).toBe('city');
  });

  it('keeps the bundle that it has where another one is offered', async () => {
    const { desk, state } = openTrial();
    await desk.begin(offered());
    await desk.begin({ ...offered(), network: 'other', bytes: Uint8Array.of(1) });
    expect((await state())?.trust).toEqual(demo('trust.bundle'));
  });

  it('takes a pack, and answers by it after the next start, without a gateway', async () => {
    const trial = openTrial();
    await trial.desk.begin(offered());
    expect((await trial.desk.take(demo('city.yzs'))).end).toBe('taken');
    const next = openTrial();
    next.pack = trial.pack;
    await next.desk.open();
    expect(next.desk.known()?.logs[0]?.size).toBe(16);
    const { view, statement } = await next.desk.judge(demo('licence.yzl'), 'hall');
    expect([view.outcome, view.licence?.fields[0]?.value]).toEqual(['valid', '示例餐饮有限公司']);
    expect(decodeStatement(statement)).toMatchObject({ outcome: 'valid', at: now });
    expect(next.asked).toEqual([]);
  });

  it('is undetermined without a pack', async () => {
    const { desk } = openTrial();
    await desk.begin(offered());
    const { view } = await desk.judge(demo('licence.yzl'), 'hall');
    expect([view.outcome, view.reasons.map(({ code }) => code)]).toEqual([
      'undetermined',
      ['STATUS_UNKNOWN'],
    ]);
  });

  it('remembers what a licence shows of the time, which no clock goes behind, and tells nothing that is not kept', async () => {
    const trial = openTrial();
    await trial.desk.begin(offered());
    expect((await trial.state())?.floor).toBe(0);
    await trial.desk.judge(demo('licence.yzl'), 'hall');
    expect((await trial.state())?.floor).toBeGreaterThanOrEqual(noon);
    const full = openTrial({ isFull: true });
    await expect(full.desk.judge(demo('licence.yzl'), 'hall')).rejects.toThrow('no space');
  });

  it('remembers nothing of a licence', async () => {
    const trial = openTrial();
    await trial.desk.begin(offered());
    await trial.desk.take(demo('city.yzs'));
    const before = await trial.state();
    await trial.desk.judge(demo('licence.yzl'), 'hall');
    expect(await trial.state()).toEqual(before);
  });

  it('asks the gateway for what it lacks', async () => {
    const trial = openTrial();
    await trial.desk.begin(offered());
    trial.served = () => answer(demo('city.yzs'));
    expect((await trial.desk.sync()).end).toBe('taken');
    expect((await trial.desk.sync()).end).toBe('taken');
    const log = 'yinzhao%2Fcity%2Fapproval';
    expect(trial.asked).toEqual([
      '/v1/sync?trust=1',
      `/v1/sync?from=${log}%3A16&trust=1&subtrees=${log}%3A0`,
    ]);
  });

  it.each([
    ['does not answer', () => Promise.reject(new TypeError('offline')), 'unreachable'],
    ['has nothing yet', () => new Response(null, { status: 503 }), 'notReady'],
    ['breaks', () => new Response(null, { status: 500 }), 'unreachable'],
    [
      'sends half a pack',
      () => answer(demo('city.yzs').slice(9), `"${'0'.repeat(64)}"`),
      'damaged',
    ],
    ['sends something else', () => answer(demo('licence.yzl')), 'refused'],
    ['sends without end', () => new Response(endless()), 'damaged'],
  ])('changes nothing where the gateway %s', async (_what, served, end) => {
    const trial = openTrial();
    await trial.desk.begin(offered());
    await trial.desk.take(demo('city.yzs'));
    const before = await trial.state();
    trial.served = served as () => Response;
    expect((await trial.desk.sync()).end).toBe(end);
    expect([await trial.state(), trial.pack]).toEqual([before, demo('city.yzs')]);
  });

  it('does not go back', async () => {
    const trial = openTrial();
    await trial.desk.begin(offered());
    await trial.desk.take(demo('city.yzs'));
    const older = makeScene({ pack: { size: 12, time: noon } }).sync as Uint8Array;
    expect((await trial.desk.take(older)).end).toBe('older');
    expect(trial.pack).toEqual(demo('city.yzs'));
  });

  it('keeps evidence of a fork, found in a pack or behind a licence', async () => {
    const trial = openTrial();
    await trial.desk.begin(offered());
    await trial.desk.take(demo('city.yzs'));
    const other = { history: 'another' };
    const forked = makeScene({ pack: other, receipt: { ...other, size: 16 } });
    expect((await trial.desk.take(forked.sync as Uint8Array)).end).toBe('refused');
    expect(trial.evidence).toHaveLength(1);
    const { view } = await trial.desk.judge(forked.input, 'hall');
    expect([view.outcome, view.isFork, trial.evidence.length]).toEqual(['invalid', true, 2]);
    for (const file of trial.evidence) expect(judgeFork(file, engine).isConclusive).toBe(true);
  });

  it('does one thing after another, and goes on after one that failed', async () => {
    const trial = openTrial();
    await trial.desk.begin(offered());
    const pack = demo('city.yzs');
    const ends = await Promise.allSettled([
      trial.desk.take(pack),
      trial.desk.judge(demo('licence.yzl'), 'other' as 'hall'),
      trial.desk.judge(demo('licence.yzl'), 'archive'),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
