import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SampleBody } from '@yinzhao/e2e/parties';
import type { SignerClient } from '@yinzhao/signer';
import { equalBytes, toHex } from '@yinzhao/verifier/format/bytes';
import { decodeTrustBundle } from '@yinzhao/verifier/format/trust-bundle';
import { nodeEngine } from '@yinzhao/verifier/node';
import { GatewayError } from '../../src/errors.js';
import { openLater, type Later } from '../../src/service/later.js';
import { openLogSide, type LogSide } from '../../src/service/open-log-side.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { findLicence, insertLicence } from '../../src/store/licence.js';
import { connectStore, type Store } from '../../src/store/store.js';
import { refound, sampleCity, scratchFolders, type SampleCity } from '../sample-city.js';
import { sampleBundle } from '../sample-bundle.js';
import { sampleLicence } from '../store/sample-records.js';
import { testNotary } from '../test-notary.js';
import { testSigner } from '../test-signer.js';
import { until } from '../until.js';
import { newObjects, type NewObjects } from '../objects/new-objects.js';

const engine = nodeEngine();
const folders = scratchFolders();
let base: SampleCity;
let city: SampleCity;
let body: SampleBody;
let store: Store;
let objects: NewObjects;
let signer: SignerClient;
let side: Later<LogSide>;
let signatures: number;
let opened: number;
let closed: number;
let fail: (error: Error) => void;
let reports: unknown[];

beforeAll(async () => {
  base = await sampleCity(engine);
  [body] = base.bodies as [SampleBody];
});
beforeEach(async () => {
  city = await refound(base, engine);
  store = await connectStore({ folder: folders.create() });
  objects = await newObjects();
  signer = countingSigner();
  [signatures, opened, closed, reports] = [0, 0, 0, []];
});
afterEach(async () => {
  await side.close();
  await store.close();
  await objects.remove();
});
afterAll(folders.remove);

/** A peer whose stream of blocks can fail. */
function failingPeer(): Ledger {
  const peer = city.chain.peer();
  opened++;
  return {
    ...peer,
    watch: async (position, handler) => {
      const watch = await peer.watch(position, handler);
      const failure = new Promise<never>((_resolve, reject) => {
        fail = (error) => {
          watch.close();
          reject(error);
        };
      });
      const ended = Promise.race([failure, watch.ended]);
      ended.catch(() => undefined);
      return { ended, close: watch.close };
    },
    close: () => closed++,
  };
}

function countingSigner(): SignerClient {
  const [member] = base.parties.members as [(typeof base.parties.members)[number]];
  const notary = testNotary(member, engine, Date.now);
  const groups = testSigner(base.bodies);
  return {
    ...notary,
    ...groups,
    describe: () =>
      Promise.resolve([
        { role: 'issuing', name: 'body', inUse: true, certificate: body.certificate },
        { role: 'root', name: 'root', inUse: true, certificate: Uint8Array.of(1) },
        { name: body.log, inUse: true, certificate: null, publicKey: member.logKey.publicKey },
      ]),
    // As the signer does: of keys that sign no groups there is no last one.
    lastGroup: (certificate: Uint8Array) =>
      equalBytes(certificate, body.digest)
        ? groups.lastGroup(certificate)
        : Promise.reject(new Error('KEY_UNKNOWN')),
    signGroup: (group: Uint8Array) => {
      signatures++;
      return groups.signGroup(group);
    },
    signCheckpoint: (text: Uint8Array, proof: readonly Uint8Array[]) => {
      signatures++;
      return notary.signCheckpoint(text, proof);
    },
    close: () => undefined,
  } as never;
}

function open(folder = folders.create()): void {
  const bundle = sampleBundle(base.parties, 1, engine);
  const options = {
    ...{ store, objects, signer, engine, origin: body.log },
    config: { network: 'city', org: 'approval', folder, witnesses: [], publishers: [] } as never,
    issuers: {
      former: () => Promise.resolve([]),
      forget: () => undefined,
      current: () => Promise.resolve([{ digest: body.digest }] as never),
      bundle: () => Promise.resolve(decodeTrustBundle(bundle).bundle),
    },
    publication: { notes: () => [], publish: () => Promise.resolve() } as never,
    openLedger: () => Promise.resolve(failingPeer()),
    now: Date.now,
    report: (error: unknown) => reports.push(error),
    alarm: () => undefined,
  };
  side = openLater(() => openLogSide(options), {
    pauseMs: 5,
    report: options.report,
    isFinal: (error) => (error as GatewayError).code === 'LEDGER_HISTORY_BROKEN',
  });
}

async function signed(number: number): Promise<string> {
  const object = toHex(randomBytes(32));
  const licence = { ...sampleLicence(number), log: body.log, certificate: toHex(body.digest) };
  await insertLicence(store.licences, { ...licence, object });
  side.now()?.wake(1);
  return licence.identifier;
}
const leafOf = async (identifier: string): Promise<number | undefined> =>
  (await findLicence(store.licences, identifier))?.leafIndex;

describe('where the blocks of the own peer end', () => {
  it('for a while, all goes on when they come again', async () => {
    open();
    await until(() => side.now() !== null);
    const before = side.now();
    fail(new GatewayError('LEDGER_ACCESS_DENIED', 'not now'));
    await until(() => side.now() !== null && side.now() !== before);
    expect([opened, closed, side.failure()]).toEqual([2, 1, null]);
    expect(reports.map(String).join()).toContain('not now');
    const identifier = await signed(1);
    await until(async () => (await leafOf(identifier)) === 0);
  });

  it('because the history is broken, nothing is signed and nothing is opened any more', async () => {
    open();
    await until(() => side.now() !== null);
    const first = await signed(1);
    await until(async () => (await leafOf(first)) === 0);
    const open_ = side.now() as LogSide;
    fail(new GatewayError('LEDGER_HISTORY_BROKEN', 'another root'));
    await until(() => closed === 1);
    expect(side.now()).toBeNull();
    expect(side.failure()).toMatchObject({ code: 'LEDGER_HISTORY_BROKEN' });
    const count = signatures;
    const second = await signed(2);
    open_.wake(1);
    await side.close();
    expect([opened, signatures, await leafOf(second)]).toEqual([1, count, undefined]);
    expect(reports).toContainEqual(expect.objectContaining({ code: 'LEDGER_HISTORY_BROKEN' }));
  });
});

describe('a database', () => {
  it('that was restored from a backup anchors nothing twice', async () => {
    open();
    await until(() => side.now() !== null);
    const identifiers = [await signed(1), await signed(2)];
    for (const identifier of identifiers) {
      await until(async () => (await leafOf(identifier)) !== undefined);
    }
    const late = await findLicence(store.licences, identifiers[1] as string);
    await side.close();
    const { length } = city.chain.blocks;
    await store.groups.deleteMany({});
    await store.licences.updateMany(
      {},
      { $set: { state: 'signed' }, $unset: { leafIndex: 1, groupNumber: 1 } },
    );
    open();
    await until(() => reports.join().includes('the database was behind the log'));
    const third = await signed(3);
    await until(async () => (await leafOf(third)) === 2);
    expect(await findLicence(store.licences, late?.identifier ?? '')).toEqual(late);
    expect(city.chain.blocks).toHaveLength(length + 1);
  });
});
