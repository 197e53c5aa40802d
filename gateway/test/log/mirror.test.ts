import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anchoredAnswer } from '@yinzhao/chaincode';
import { sampleEntries, signGroup } from '@yinzhao/e2e/groups';
import type { SampleBody } from '@yinzhao/e2e/parties';
import { entryKind } from '@yinzhao/verifier/format/entry';
import { decodeGroup, entriesOf, type SignedGroup } from '@yinzhao/verifier/format/group';
import { leafStatus, type LeafStatus, type StatusStatement } from '@yinzhao/verifier/format/status';
import { checkConsistency } from '@yinzhao/verifier/merkle/consistency';
import { leafHash } from '@yinzhao/verifier/merkle/hash';
import { inclusionPath } from '@yinzhao/verifier/merkle/inclusion';
import { treeRoot } from '@yinzhao/verifier/merkle/tree';
import { consistencyPath } from '@yinzhao/verifier/merkle/consistency';
import { nodeEngine } from '@yinzhao/verifier/node';
import fc from 'fast-check';
import { openMirror, type Mirror } from '../../src/log/mirror.js';
import { anchor, refound, sampleCity, scratchFolders, type SampleCity } from '../sample-city.js';
import { reach } from '../three-offices.js';

const engine = nodeEngine();
const folders = scratchFolders();
let city: SampleCity;
let first: SampleBody;

beforeAll(async () => {
  city = await sampleCity(engine);
  [first] = city.bodies as [SampleBody];
});
afterAll(folders.remove);

const open = (folder: string, ledger = city.chain.peer()): Promise<Mirror> =>
  openMirror({ folder, ledger, engine, now: () => 0 });
const leavesOf = (group: SignedGroup): Uint8Array[] =>
  entriesOf(decodeGroup(group.group), engine.sm3).map((entry) => leafHash(engine.sm3, entry));

/** What a log should be, kept by plain lists. */
interface Model {
  readonly leaves: Uint8Array[];
  readonly statuses: { leafIndex: number; status: LeafStatus; statement: number }[];
  readonly sizes: number[];
}

const history = fc.array(
  fc.record({
    body: fc.nat(2),
    entries: fc.oneof(fc.nat(4), fc.nat(700)),
    revoke: fc.array(fc.nat(), { maxLength: 3 }),
    /** The process ends behind this batch: what was being written then stands in the files. */
    kill: fc.option(fc.record({ torn: fc.nat(100), file: fc.nat(6) }), { freq: 3 }),
  }),
  { minLength: 1, maxLength: 8 },
);
const fileNames = ['leaves', 'nodes', 'entries', 'statuses', 'seals', 'groups', 'sizes'];

describe('the mirror', () => {
  it('gives the roots and paths of the reference at every size, across torn files', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(), async (steps, seed) => {
        const { chain, bodies } = await refound(city, engine);
        const folder = folders.create();
        const peer = chain.peer();
        let mirror = await open(folder, chain.peer());
        const models = new Map<string, Model>();
        const numbers = new Map<string, number>();
        const owned = new Map<string, StatusStatement[]>();
        for (const step of steps) {
          const body = bodies[step.body] as SampleBody;
          const model = models.get(body.log) ?? { leaves: [], statuses: [], sizes: [0] };
          models.set(body.log, model);
          const number = (numbers.get(body.id) ?? 0) + 1;
          numbers.set(body.id, number);
          const targets = owned.get(body.id) ?? [];
          const statements = [...new Set(step.revoke.map((n) => n % Math.max(targets.length, 1)))]
            .filter((n) => targets[n] !== undefined)
            .sort((a, b) => b - a)
            .map((n) => targets.splice(n, 1)[0] as StatusStatement);
          const entries = sampleEntries(step.entries, `${body.id} ${number}`, engine);
          const group = signGroup(body, number, { entries, statements });
          await anchor(peer, body.log, [group], engine);
          const start = model.leaves.length;
          model.leaves.push(...leavesOf(group));
          statements.forEach(({ leafIndex, status }, i) =>
            model.statuses.push({ leafIndex, status, statement: start + entries.length + i }),
          );
          model.sizes.push(model.leaves.length);
          const statement = {
            log: body.log,
            certificate: body.digest,
            groupNumber: number,
            time: 1,
          };
          entries
            .slice(0, 5)
            .forEach((_, i) =>
              targets.push({ ...statement, leafIndex: start + i, status: leafStatus.revoked }),
            );
          owned.set(body.id, targets);
          if (step.kill !== null) {
            await reach(mirror.log(body.log), model.leaves.length);
            await mirror.close();
            const path = join(
              folder,
              ...body.log.split('/').slice(1),
              fileNames[step.kill.file] ?? '',
            );
            if (existsSync(path)) appendFileSync(path, new Uint8Array(step.kill.torn));
            mirror = await open(folder, chain.peer());
          }
        }
        for (const [log, { leaves, sizes, statuses }] of models) {
          const mirrored = mirror.log(log);
          await reach(mirrored, leaves.length);
          for (const size of sizes) {
            const part = leaves.slice(0, size);
            expect(await mirrored.rootAt(size)).toEqual(treeRoot(engine.sm3, part));
            const now = new Map<number, LeafStatus>();
            const below = statuses.filter(({ statement }) => statement < size);
            for (const { leafIndex, status } of below) now.set(leafIndex, status);
            expect(mirrored.sequenceAt(size)).toBe(below.length);
            expect(mirrored.statusesAt(size)).toEqual(
              [...now]
                .sort(([a], [b]) => a - b)
                .map(([leafIndex, status]) => ({ leafIndex, status })),
            );
            if (size === 0) continue;
            const index = seed % size;
            expect(await mirrored.inclusionPath(index, size)).toEqual(
              inclusionPath(engine.sm3, leaves, index, size),
            );
            expect(await mirrored.consistencyPath(size, leaves.length)).toEqual(
              consistencyPath(engine.sm3, leaves, size),
            );
          }
        }
        await mirror.close();
      }),
      { numRuns: 25 },
    );
  });

  it('keeps entries, groups and seals', async () => {
    const { chain } = await refound(city, engine);
    const peer = chain.peer();
    const seal = { kind: entryKind.seal, object: engine.sm3(Uint8Array.of(7)) };
    const one = signGroup(first, 1, { entries: [...sampleEntries(2, 'e', engine), seal] });
    await anchor(peer, first.log, [one], engine);
    const statement = {
      log: first.log,
      leafIndex: 2,
      certificate: first.digest,
      groupNumber: 1,
      status: leafStatus.suspended,
      time: 1,
    };
    await anchor(peer, first.log, [signGroup(first, 2, { statements: [statement] })], engine);
    const folder = folders.create();
    for (let opened = 0; opened < 2; opened++) {
      const mirror = await open(folder, chain.peer());
      const log = mirror.log(first.log);
      await reach(log, 4);
      expect(await log.entries(2, 2)).toMatchObject([seal, { kind: entryKind.status }]);
      expect(await log.readGroups(0, 9)).toMatchObject([
        { number: 1, first: 0, entries: 3, statements: 0 },
        {
          number: 2,
          first: 3,
          entries: 0,
          statements: 1,
          digest: engine.sm3(signGroup(first, 2, { statements: [statement] }).group),
        },
      ]);
      expect(await log.findGroup(first.digest, 2)).toMatchObject({ first: 3 });
      expect(await log.findGroup(first.digest, 3)).toBeNull();
      expect(log.sealsAt(3)).toMatchObject([{ leafIndex: 2, object: seal.object, changes: [] }]);
      expect(log.sealsAt(4)).toMatchObject([
        { changes: [{ status: leafStatus.suspended, statement: 3 }] },
      ]);
      expect(log.stateOf(2)).toEqual({ status: leafStatus.suspended, statement: 3 });
      expect(mirror.origins()).toEqual([first.log]);
      await mirror.close();
    }
  });

  it('says what it does not have, and waits for what may come', async () => {
    const { chain } = await refound(city, engine);
    const peer = chain.peer();
    const mirror = await open(folders.create(), chain.peer());
    const log = mirror.log(first.log);
    expect(log.size).toBe(0);
    expect(await log.rootAt(0)).toEqual(treeRoot(engine.sm3, []));
    await expect(log.rootAt(1)).rejects.toMatchObject({ code: 'TREE_RANGE_INVALID' });
    expect(() => mirror.log('../../etc')).toThrow(
      expect.objectContaining({ code: 'LOG_NAME_WRONG' }),
    );
    expect(await log.waitFor(1, 10)).toBe(false);
    const waiting = log.waitFor(2, 60_000);
    await anchor(
      peer,
      first.log,
      [signGroup(first, 1, { entries: sampleEntries(2, 'w', engine) })],
      engine,
    );
    expect(await waiting).toBe(true);
    expect(log.exceededSince(1)).toBe(0);
    expect(log.exceededSince(2)).toBeNull();
    await mirror.close();
  });

  it('remembers over a restart since when its peer has more', async () => {
    const { chain } = await refound(city, engine);
    const folder = folders.create();
    let time = 1000;
    const openAt = (at: number): Promise<Mirror> => {
      time = at;
      return openMirror({ folder, ledger: chain.peer(), engine, now: () => time });
    };
    const append = async (number: number, size: number, log: Mirror): Promise<void> => {
      const group = signGroup(first, number, { entries: sampleEntries(2, `${number}`, engine) });
      await anchor(chain.peer(), first.log, [group], engine);
      await reach(log.log(first.log), size);
    };
    const before = await openAt(1000);
    await append(1, 2, before);
    time = 2000;
    await append(2, 4, before);
    await before.close();
    const after = await openAt(61_000);
    const log = after.log(first.log);
    expect([0, 1, 2, 3, 4].map(log.exceededSince)).toEqual([1000, 1000, 2000, 2000, null]);
    await append(3, 6, after);
    expect([3, 4, 6].map(log.exceededSince)).toEqual([2000, 61_000, null]);
    await after.close();
  });

  it('ends where the ledger claims a root that the leaves do not have', async () => {
    const { chain } = await refound(city, engine);
    const ledger = chain.peer();
    await anchor(
      ledger,
      first.log,
      [signGroup(first, 1, { entries: sampleEntries(3, 'x', engine) })],
      engine,
    );
    const lying = {
      ...ledger,
      watch: (
        position: Parameters<typeof ledger.watch>[0],
        handler: Parameters<typeof ledger.watch>[1],
      ) =>
        ledger.watch(position, (block) =>
          handler({
            ...block,
            transactions: block.transactions.map((transaction) => ({
              ...transaction,
              call: () => {
                const call = transaction.call();
                if (!call?.event) return call;
                const claimed = anchoredAnswer.decode(call.event.payload);
                const payload = anchoredAnswer.encode({ ...claimed, root: new Uint8Array(32) });
                return { ...call, event: { ...call.event, payload } };
              },
            })),
          }),
        ),
    };
    const mirror = await openMirror({
      folder: folders.create(),
      ledger: lying,
      engine,
      now: () => 0,
    });
    await expect(mirror.ended).rejects.toMatchObject({ code: 'LEDGER_HISTORY_BROKEN' });
    expect(mirror.log(first.log).size).toBe(0);
    await mirror.close();
  });

  describe('on a disk that has changed', () => {
    const damaged = async (damage: (folder: string) => void): Promise<Promise<Mirror>> => {
      const { chain } = await refound(city, engine);
      const group = signGroup(first, 1, { entries: sampleEntries(600, 'd', engine) });
      await anchor(chain.peer(), first.log, [group], engine);
      const folder = folders.create();
      const mirror = await open(folder, chain.peer());
      await reach(mirror.log(first.log), 600);
      await mirror.close();
      damage(folder);
      return open(folder, chain.peer());
    };
    const file = (folder: string, name: string): string => join(folder, 'city', 'approval', name);

    it.each([
      [
        'a file is gone',
        (folder: string) => {
          rmSync(file(folder, 'entries'));
        },
      ],
      [
        'a file is shorter',
        (folder: string) => {
          truncateSync(file(folder, 'groups'), 10);
        },
      ],
      [
        'the position is unreadable',
        (folder: string) => {
          writeFileSync(join(folder, 'position'), 'x');
        },
      ],
      [
        'a node differs',
        (folder: string) => {
          const bytes = readFileSync(file(folder, 'nodes'));
          bytes[0] = (bytes[0] ?? 0) ^ 1;
          writeFileSync(file(folder, 'nodes'), bytes);
        },
      ],
    ])('it does not open: %s', async (_case, damage) => {
      await expect(damaged(damage)).rejects.toMatchObject({ code: 'MIRROR_DAMAGED' });
    });

    it('it gives no path with a leaf that differs', async () => {
      const mirror = await damaged((folder) => {
        const bytes = readFileSync(file(folder, 'leaves'));
        bytes[32 * 5] = (bytes[32 * 5] ?? 0) ^ 1;
        writeFileSync(file(folder, 'leaves'), bytes);
      });
      const log = mirror.log(first.log);
      await expect(log.inclusionPath(7, 600)).rejects.toMatchObject({ code: 'MIRROR_DAMAGED' });
      const path = await log.inclusionPath(300, 600);
      expect(path).toHaveLength(10);
      const root = await log.rootAt(600);
      const older = { size: 512, root: await log.rootAt(512) };
      const between = await log.consistencyPath(512, 600);
      expect(checkConsistency(engine.sm3, older, { size: 600, root }, between)).toBeNull();
      await mirror.close();
    });
  });
});
