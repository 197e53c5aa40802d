import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeSignedNote, encodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import { statusDigest } from '@yinzhao/verifier/format/status-digest';
import { decodeSyncPack, type SyncPack } from '@yinzhao/verifier/format/sync-pack';
import { checkSubtrees, joinSubtrees } from '@yinzhao/verifier/merkle/subtrees';
import { prefixRoot } from '@yinzhao/verifier/merkle/consistency';
import { nodeHash } from '@yinzhao/verifier/merkle/hash';
import { treeRoot } from '@yinzhao/verifier/merkle/tree';
import { nodeEngine } from '@yinzhao/verifier/node';
import { openSyncLog } from '@yinzhao/verifier/sync-log';
import { httpWitness } from '../../src/checkpoint/http-witness.js';
import { checkpointRound } from '../../src/checkpoint/round.js';
import { collectNotes } from '../../src/publish/collect-notes.js';
import { httpPublisher } from '../../src/publish/http-publisher.js';
import { openPublication, type Publication } from '../../src/publish/publication.js';
import type { LeftOut } from '../../src/publish/sync-pack.js';
import { tilePath } from '../../src/publish/tiles.js';
import { sampleBundle } from '../sample-bundle.js';
import { openOffices, reach, type Offices } from '../three-offices.js';
import { refound, sampleCity, scratchFolders, type SampleCity } from '../sample-city.js';
import { until } from '../until.js';

const engine = nodeEngine();
const folders = scratchFolders();
let base: SampleCity;
let bundle: Uint8Array;
let offices: Offices;
let folder: string;
let publication: Publication;
const day = 86_400_000;

const open = (to = folder, office = 0): Promise<Publication> =>
  openPublication({
    folder: to,
    network: 'city',
    origin: offices.all[office]?.member.log ?? '',
    mirror: offices.all[office]?.mirror ?? offices.all[0].mirror,
    newest: () => Promise.resolve(bundle),
    bundlesFrom: (version) => Promise.resolve(version > 1 ? [] : [bundle]),
    engine,
  });

beforeAll(async () => {
  base = await sampleCity(engine);
  bundle = sampleBundle(base.parties, 1, engine);
});
beforeEach(async () => {
  offices = await openOffices(await refound(base, engine), folders.create, engine);
  folder = folders.create();
  publication = await open();
});
afterEach(() => offices.close());
afterAll(folders.remove);

/** A note of the log as it is; every witness has seen as much. */
async function cosigned(): Promise<Uint8Array> {
  const { origin, size } = offices.round.log;
  for (const { mirror } of offices.all) await reach(mirror.log(origin), size);
  const { cosigned: note } = await checkpointRound(offices.round, null, new Map());
  if (note === null) throw new Error('no quorum');
  return note;
}
const pack = async (
  known: { origin: string; size: number }[] = [],
  leftOut?: LeftOut,
): Promise<SyncPack> =>
  decodeSyncPack((await publication.syncPack(known, leftOut)) ?? new Uint8Array());
const rootOf = (note: Uint8Array) => {
  const { size, root } = decodeCheckpoint(decodeSignedNote(note).text);
  return { size, root };
};

describe('tiles', () => {
  it.each([
    [0, 256, 'tile/0/000'],
    [999, 256, 'tile/0/999'],
    [1000, 256, 'tile/0/x001/000'],
    [1_234_067, 256, 'tile/0/x001/x234/067'],
    [5, 17, 'tile/0/005.p/17'],
  ])('of index %d and width %d are at %s', (index, width, path) => {
    expect(tilePath(0, index, width)).toBe(path);
  });

  it('lead to the root of the checkpoint, and partial ones go when theirs is full', async () => {
    const { log } = offices.round;
    const own = join(folder, ...log.origin.split('/'));
    for (const entries of [3, 250, 500, 4000]) {
      await offices.log(entries);
      await publication.publish(await cosigned());
    }
    const { size } = log;
    const leaves: Uint8Array[] = [];
    for (let index = 0; index * 256 < size; index++) {
      const width = Math.min(256, size - index * 256);
      const bytes = readFileSync(join(own, tilePath(0, index, width)));
      expect(bytes).toHaveLength(32 * width);
      for (let at = 0; at < bytes.length; at += 32) leaves.push(bytes.subarray(at, at + 32));
    }
    expect(treeRoot(engine.sm3, leaves)).toEqual(await log.rootAt(size));
    const upper = readFileSync(join(own, tilePath(1, 0, Math.floor(size / 256))));
    expect(Uint8Array.from(upper.subarray(32, 64))).toEqual(
      Uint8Array.from(treeRoot(engine.sm3, leaves.slice(256, 512))),
    );
    expect(nodeHash(engine.sm3, upper.subarray(0, 32), upper.subarray(32, 64))).toEqual(
      await log.rootAt(512),
    );
    const partial = readdirSync(join(own, 'tile', '0')).filter((name) => name.endsWith('.p'));
    expect(partial).toEqual([`${String(Math.floor(size / 256)).padStart(3, '0')}.p`]);
  });
});

describe('what is published', () => {
  it('never goes back to an older note of the own log', async () => {
    const { origin } = offices.round.log;
    await offices.log(3);
    const first = await cosigned();
    await offices.log(3);
    const second = await cosigned();
    await publication.publish(second);
    await publication.publish(first);
    expect(await publication.file(`${origin}/checkpoint`)).toEqual(Buffer.from(second));
    expect((await pack()).logs[0]?.note).toEqual(Uint8Array.from(second));
    await Promise.all([publication.publish(second), publication.publish(first)]);
    expect(await publication.file(`${origin}/checkpoint`)).toEqual(Buffer.from(second));
  });

  it('is whole, whatever comes at the same time', async () => {
    await offices.log(3);
    const note = await cosigned();
    const deeds = Array.from({ length: 8 }, () => [
      publication.publish(note),
      publication.showBundles(),
    ]);
    const done = await Promise.allSettled(deeds.flat());
    expect(done.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(readFileSync(join(folder, 'trust', '1.bundle'))).toEqual(Buffer.from(bundle));
  });

  it('has the bundles from the start: they may have come into effect just before it ended', () => {
    expect(readFileSync(join(folder, 'trust', '1.bundle'))).toEqual(Buffer.from(bundle));
  });
});

describe('a sync pack', () => {
  it('is nothing before the first cosigned checkpoint', async () => {
    expect(await publication.syncPack([])).toBeNull();
  });

  it('has what the note says, and the way from the size that the terminal names', async () => {
    await offices.log(3);
    const first = await cosigned();
    await publication.publish(first);
    await offices.log(700);
    const note = await cosigned();
    await publication.publish(note);
    const { origin } = offices.round.log;
    const { logs, bundles } = await pack([{ origin, size: 3 }]);
    expect(bundles).toEqual([bundle]);
    expect(logs).toHaveLength(1);
    const [log] = logs as [SyncPack['logs'][number]];
    expect(log.note).toEqual(Uint8Array.from(note));
    expect(decodeCheckpoint(decodeSignedNote(log.note).text).status.digest).toEqual(
      statusDigest(log.snapshot, log.sealList, engine.sm3),
    );
    const [proof] = log.proofs;
    expect(proof?.from).toBe(3);
    const beginning = (size: number, path: readonly Uint8Array[] = []): Uint8Array | null =>
      prefixRoot(engine.sm3, size, path, rootOf(note));
    expect(beginning(3, proof?.path)).toEqual(rootOf(first).root);
    // Also where RFC 9162 has no first node.
    const [fromTwo] = (await pack([{ origin, size: 2 }])).logs[0]?.proofs ?? [];
    expect(beginning(2, fromTwo?.path)).toEqual(await offices.round.log.rootAt(2));
    expect((await pack([{ origin, size: 999 }])).logs[0]?.proofs).toEqual([]);
    const { size } = decodeCheckpoint(decodeSignedNote(note).text);
    expect((await pack([{ origin, size }])).logs[0]?.proofs).toEqual([]);
    expect((await pack([{ origin, size: 0 }])).logs[0]?.proofs).toEqual([]);
  });

  it('has the subtree roots that whoever asks lacks, and no bundle that it has', async () => {
    const { origin } = offices.round.log;
    await offices.log(600);
    await publication.publish(await cosigned());
    const subtreesOf = async (known: number[], leftOut?: LeftOut) => {
      const { logs } = await pack(
        known.map((size) => ({ origin, size })),
        leftOut,
      );
      const [log] = logs as [SyncPack['logs'][number]];
      return { head: rootOf(log.note), subtrees: log.subtrees };
    };
    const all = await subtreesOf([]);
    const full = Math.floor(all.head.size / 256);
    if (all.subtrees === null) throw new Error('no subtrees');
    expect(checkSubtrees(engine.sm3, all.head, all.subtrees)).toBeNull();
    expect(all.subtrees.roots).toHaveLength(full);

    await offices.log(900);
    await publication.publish(await cosigned());
    for (const [known, held, first] of [
      [[all.head.size], undefined, full],
      [[all.head.size, 300], undefined, 1],
      [[all.head.size], 0, 0],
      [[], 256, 1],
      [[], 10_000_000, 5],
    ] as const) {
      const named = held === undefined ? {} : { subtrees: [{ origin, size: held }] };
      const { head, subtrees } = await subtreesOf([...known], named);
      if (subtrees === null) throw new Error('no subtrees');
      expect(subtrees.first).toBe(first);
      expect(checkSubtrees(engine.sm3, head, subtrees)).toBeNull();
    }
    const later = await subtreesOf([all.head.size]);
    if (later.subtrees === null) throw new Error('no subtrees');
    expect(joinSubtrees(engine.sm3, all.subtrees, later.subtrees)).toEqual(
      (await subtreesOf([])).subtrees,
    );
    expect((await subtreesOf([], { subtrees: null })).subtrees).toBeNull();

    expect((await pack([], { trust: 1 })).bundles).toEqual([]);
    expect((await pack([], { trust: 9 })).bundles).toEqual([]);
    expect((await pack([], { trust: 0 })).bundles).toEqual([bundle]);
  });

  it('has the way from the last checkpoint of each of thirty days for a terminal unknown', async () => {
    for (let i = 0; i < 33; i++) {
      await offices.log(2);
      await publication.publish(await cosigned());
      await offices.log(1);
      await publication.publish(await cosigned());
      offices.pass(day);
    }
    const [log] = (await pack()).logs;
    expect(log?.proofs.map(({ from }) => from)).toEqual(
      Array.from({ length: 29 }, (_, i) => 3 * (i + 4)),
    );
    // The last day's is the pack's own tree: a terminal reads the pack whole or not at all.
    expect(openSyncLog(log as SyncPack['logs'][number], engine.sm3).checkpoint.size).toBe(99);
    // A gateway that starts anew goes on with what it has published.
    publication = await open();
    expect((await pack()).logs).toEqual([log]);
    const file = await publication.file('sync/city.yzs');
    expect(file && decodeSyncPack(file).logs[0]?.note).toEqual(log?.note);
  });
});

describe('the published folder', () => {
  it('gives its files and nothing else', async () => {
    await offices.log(3);
    const note = await cosigned();
    await publication.publish(note);
    const { origin } = offices.round.log;
    expect(await publication.file(`${origin}/checkpoint`)).toEqual(Buffer.from(note));
    expect(await publication.file(`${origin}/${tilePath(0, 0, 3)}`)).toHaveLength(96);
    expect(await publication.file('trust/1.bundle')).toEqual(Buffer.from(bundle));
    for (const path of [
      `${origin}/tile/0/000`,
      `${origin}/tile/0/000.p`,
      `${origin}/checkpoint.new`,
      '../position',
      `${origin}/../../../x`,
      '/etc/passwd',
      '',
    ]) {
      expect(await publication.file(path)).toBeNull();
    }
  });
});

describe('what another gateway publishes', () => {
  /** Of the second organisation: it takes in the notes of the first. */
  let other: Publication;
  beforeEach(async () => {
    other = await open(folders.create(), 1);
    await offices.log(3);
    await reach(offices.all[1].mirror.log(offices.round.log.origin), 3);
  });
  const takeIn = (note: Uint8Array): Promise<void> => other.takeIn(offices.round.log.origin, note);

  it('is in the pack, if it is witnessed and true', async () => {
    const note = await cosigned();
    await takeIn(note);
    await takeIn(note);
    const { logs } = decodeSyncPack((await other.syncPack([])) ?? new Uint8Array());
    expect(logs.map(({ origin }) => origin)).toEqual([offices.round.log.origin]);
    expect(logs[0]?.note).toEqual(Uint8Array.from(note));
  });

  it('is refused with one cosignature, a forged one or another name', async () => {
    const note = decodeSignedNote(await cosigned());
    const [own, one, two] = note.signatures as [
      (typeof note.signatures)[number],
      (typeof note.signatures)[number],
      (typeof note.signatures)[number],
    ];
    const few = encodeSignedNote({ ...note, signatures: [own, one] });
    await expect(takeIn(few)).rejects.toMatchObject({ code: 'NOTE_NOT_WITNESSED' });
    const signature = Uint8Array.from(two.signature);
    signature[70] = (signature[70] ?? 0) ^ 1;
    const forged = encodeSignedNote({ ...note, signatures: [own, one, { ...two, signature }] });
    await expect(takeIn(forged)).rejects.toMatchObject({ code: 'NOTE_NOT_WITNESSED' });
    const elsewhere = other.takeIn(offices.all[2].member.log, encodeSignedNote(note));
    await expect(elsewhere).rejects.toMatchObject({ code: 'NOTE_NOT_WITNESSED' });
    expect(await other.syncPack([])).toBeNull();
  });

  it('is refused where both witnesses lie about the ledger', async () => {
    const { round, all } = offices;
    // A log and two witnesses that agree on a tree nobody has committed.
    const log = Object.create(round.log, {
      rootAt: { value: () => Promise.resolve(new Uint8Array(32).fill(7)) },
    }) as typeof round.log;
    for (const office of all.slice(1)) {
      const { name, signer } = office.witness;
      const { publicKey } = office.member.witnessKey;
      const { answerNote } = await import('../../src/witness/answer.js');
      const { decodeAddCheckpoint, wireOf } = await import('../../src/witness/wire.js');
      office.post = async (bytes) =>
        wireOf(
          await answerNote(
            {
              ...office.witness,
              name,
              signer,
              publicKey: () => Promise.resolve(publicKey),
              mirror: { log: () => log },
            },
            decodeAddCheckpoint(bytes),
          ),
        );
    }
    const { cosigned: false_ } = await checkpointRound({ ...round, log }, null, new Map());
    await expect(takeIn(false_ ?? new Uint8Array())).rejects.toMatchObject({
      code: 'NOTE_CONTRADICTS',
    });
  });

  it('is fetched over HTTP, and a witness is asked so', async () => {
    const [, police] = offices.all;
    const server = createServer((request, response) => {
      const chunks: Uint8Array[] = [];
      request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      request.on('end', () => {
        const answer = async () => {
          if (request.method === 'POST') return police.post(Buffer.concat(chunks));
          const file = await publication.file((request.url ?? '').slice('/public/'.length));
          return { status: file === null ? 404 : 200, body: file ?? '' };
        };
        void answer().then(({ status, body }) => {
          response.writeHead(status).end(body);
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const witness = httpWitness(police.witness.name, [police.member.witnessKey.publicKey], url);
    police.post = (
      (post) => (bytes: Uint8Array) =>
        post(bytes)
    )(police.post);
    const quorum = () => Promise.resolve({ needed: 1, witnesses: [witness] });
    const over = await checkpointRound({ ...offices.round, quorum }, null, new Map());
    expect(over.cosigned).not.toBeNull();

    const problems: Error[] = [];
    const notes = httpPublisher(offices.round.log.origin, `${url}/public`);
    const collector = collectNotes([notes], other, (error) => problems.push(error));
    await until(() => problems.length > 0);
    await collector.close();
    expect(problems).toMatchObject([
      {
        code: 'PUBLISHER_UNAVAILABLE',
        cause: { message: `${offices.round.log.origin}: status 404` },
      },
    ]);
    await publication.publish(await cosigned());
    const again = collectNotes([notes], other, (error) => problems.push(error));
    await until(async () => (await other.syncPack([])) !== null);
    await again.close();
    expect(problems).toHaveLength(1);
    expect(await other.syncPack([])).not.toBeNull();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(existsSync(join(folder, 'trust', '1.bundle'))).toBe(true);
  });

  it('is not judged without a trust bundle', async () => {
    const none = await openPublication({
      folder: folders.create(),
      network: 'city',
      origin: offices.all[1].member.log,
      mirror: offices.all[1].mirror,
      newest: () => Promise.resolve(null),
      bundlesFrom: () => Promise.resolve([]),
      engine,
    });
    const taking = none.takeIn(offices.round.log.origin, await cosigned());
    await expect(taking).rejects.toMatchObject({ code: 'TRUST_UNREGISTERED' });
  });
});
