// A gateway without ledger: the real store, real keys and certificates, a log of leaves in memory. What the signer, the
// batcher and the witnesses would do is done by the same rules, with keys of this process.
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createAuthority, generateKey, type KeyHandle } from '@yinzhao/signer';
import { concatBytes, equalBytes, toHex } from '@yinzhao/verifier/format/bytes';
import { encodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { cosignatureMessage, encodeCosignature } from '@yinzhao/verifier/format/cosignature';
import { credentialMessage, encodeCredential } from '@yinzhao/verifier/format/credential';
import { encodeGroup, entriesOf } from '@yinzhao/verifier/format/group';
import { encodeSealList, type SealList } from '@yinzhao/verifier/format/seal-list';
import { encodeSignedNote, noteKeyId } from '@yinzhao/verifier/format/signed-note';
import { leafStatus, type LeafStatus } from '@yinzhao/verifier/format/status';
import { statusDigest } from '@yinzhao/verifier/format/status-digest';
import { encodeStatusSnapshot } from '@yinzhao/verifier/format/status-snapshot';
import {
  encodeTrustBundle,
  encodeTrustBundleContent,
  trustBundleMessage,
  trustKeyId,
} from '@yinzhao/verifier/format/trust-bundle';
import type { TrustBundle } from '@yinzhao/verifier/format/trust-content';
import { leafHash } from '@yinzhao/verifier/merkle/hash';
import { inclusionPath } from '@yinzhao/verifier/merkle/inclusion';
import { treeRoot } from '@yinzhao/verifier/merkle/tree';
import { nodeEngine } from '@yinzhao/verifier/node';
import { join } from 'node:path';
import { openObjectStore } from '../src/objects/object-store.js';
import { storedPending } from '../src/store/stored-pending.js';
import { ownIssuers } from '../src/issue/issuers.js';
import type { StatusParts } from '../src/issue/change-status.js';
import type { ReceiptParts } from '../src/issue/receipt.js';
import { markReceipted } from '../src/store/licence.js';
import { addCosignature, insertNote, markQuorum } from '../src/store/note.js';
import { connectStore, type Store } from '../src/store/store.js';
import { insertBundle } from '../src/store/trust.js';
import { namesOf, readLicenceTypes } from '../src/types/licence-type.js';
import { newPlace } from './store/places.js';

export const engine = nodeEngine();
export const log = 'yinzhao/city/market';
/** May issue licences of every type; the other one only food licences. */
export const body = '11999999EXAMPLE2XM';
export const foodBody = '11999999EXAMPLE38M';
export const businessType = '11999999EXAMPLE11X001';
export const foodType = '11999999EXAMPLE11X002';
export const types = readLicenceTypes(join(__dirname, '..', 'licence-types'));
/** 24 November 2026, a morning in UTC+8. */
export const morning = Date.UTC(2026, 10, 24, 1);

const period = {
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2036-01-01T00:00:00Z'),
};
const day = { from: 20454, to: 24106 };
const orgs = ['approval', 'police'];

export interface World extends ReceiptParts, StatusParts {
  readonly store: Store;
  /** The instant, Unix milliseconds. */
  time: number;
  /** Whether the signer answers. */
  signerUp: boolean;
  /** What the registry has: by retired body. */
  readonly successors: Map<string, string>;
  readonly bundle: Uint8Array;
  readonly bundleDigest: Uint8Array;
  readonly woken: () => number;
  /** Puts everything that waits into the log. */
  readonly anchor: () => Promise<void>;
  /** A checkpoint of the log as it is, witnessed by so many witnesses. */
  readonly witness: (witnesses?: number) => Promise<void>;
  readonly note: () => Uint8Array;
  readonly lists: () => { readonly snapshot: Uint8Array; readonly sealList: Uint8Array };
  readonly close: () => Promise<void>;
}

interface Body {
  readonly certificate: Uint8Array;
  readonly digest: Uint8Array;
  readonly key: KeyHandle;
}

export async function openWorld(): Promise<World> {
  const place = await newPlace('the embedded store');
  const store = await connectStore(place.at);
  const rootKey = generateKey(engine);
  const authority = await createAuthority(
    rootKey,
    { subject: 'CN=示例根证书机构,O=印照示例', serial: '01', ...period },
    engine,
  );
  const certify = async (name: string): Promise<Body> => {
    const key = generateKey(engine);
    const serial = `0${toHex(engine.sm3(key.publicKey)).slice(1, 32)}`;
    const certificate = await authority.issue({
      subject: `CN=${name},O=印照示例`,
      publicKey: key.publicKey,
      serial,
      ...period,
    });
    return { certificate, digest: engine.sm3(certificate), key };
  };
  const bodies = [
    await certify('示例市市场监督管理局'),
    await certify('示例市食品监管局'),
  ] as const;
  const logKey = generateKey(engine);
  const witnesses = orgs.map((org) => ({
    name: `yinzhao/city/${org}/witness`,
    key: generateKey(engine),
  }));
  const trustKey = generateKey(engine);
  const keyPeriod = ({ publicKey }: KeyHandle) => [
    { publicKey, from: Date.UTC(2026, 0, 1), to: null, last: null },
  ];
  const content: TrustBundle = {
    network: 'city',
    version: 1,
    issued: Date.UTC(2026, 0, 1),
    expires: Date.UTC(2030, 0, 1),
    roots: [authority.certificate],
    authorities: [],
    issuers: [
      {
        certificate: bodies[0].certificate,
        body,
        bodyName: '示例市市场监督管理局',
        log,
        types: [...types.keys()],
        cutOff: null,
        ...day,
      },
      {
        certificate: bodies[1].certificate,
        body: foodBody,
        bodyName: '示例市食品监管局',
        log,
        types: [foodType],
        cutOff: null,
        ...day,
      },
    ],
    logs: [
      {
        origin: log,
        k: 2,
        maxAge: 86_400_000,
        keys: keyPeriod(logKey),
        witnesses: witnesses.map(({ name, key }) => ({ name, keys: keyPeriod(key) })),
      },
    ],
    signers: { threshold: 1, keys: [trustKey.publicKey] },
    types: [...types.values()].map(namesOf),
  };
  const payload = encodeTrustBundleContent(content);
  const keyId = trustKeyId(trustKey.publicKey, engine.sm3);
  const bundle = encodeTrustBundle(payload, [
    { keyId, signature: trustKey.sign(trustBundleMessage(payload, keyId)) },
  ]);
  const bundleDigest = engine.sm3(payload);
  await insertBundle(store.bundles, { version: 1, digest: toHex(bundleDigest), bundle });

  const groups: object[] = [];
  const leaves: Uint8Array[] = [];
  const statuses = new Map<number, LeafStatus>();
  let sequence = 0;
  const numbers = new Map<string, number>();
  const hmacKey = randomBytes(32);
  const objectFolder = mkdtempSync(join(tmpdir(), 'yinzhao-objects-'));
  const objects = await openObjectStore({
    folder: objectFolder,
    engine,
    now: () => world.time,
    random: (length) => randomBytes(length),
  });
  const source = storedPending(store, engine, objects);
  let woken = 0;
  let note: Uint8Array = new Uint8Array(0);

  const demand = (): void => {
    if (!world.signerUp)
      throw Object.assign(new Error('the socket is gone'), { code: 'SIGNER_UNAVAILABLE' });
  };
  const lists = () => {
    const entries = [...statuses].filter(([, status]) => status !== leafStatus.valid);
    const seals: SealList = { log, size: leaves.length, seals: [] };
    return {
      snapshot: encodeStatusSnapshot({
        log,
        size: leaves.length,
        sequence,
        entries: entries
          .sort(([a], [b]) => a - b)
          .map(([leafIndex, status]) => ({ leafIndex, status })),
      }),
      sealList: encodeSealList(seals),
    };
  };
  const world: World = {
    store,
    objects,
    engine,
    types,
    log,
    time: morning,
    signerUp: true,
    bundle,
    bundleDigest,
    now: () => world.time,
    random: (length) => randomBytes(length),
    wake: (items) => (woken += items),
    woken: () => woken,
    signer: {
      signCredentials: async (certificate, contents) => {
        demand();
        const { key, digest } = bodies.find(
          (one) => toHex(one.digest) === toHex(certificate),
        ) as Body;
        return Promise.resolve(
          contents.map((one) =>
            encodeCredential(digest, one, key.sign(credentialMessage(digest, one))),
          ),
        );
      },
      holderIndex: async (texts) => {
        demand();
        return Promise.resolve(
          texts.map((text) => createHmac('sm3', hmacKey).update(text).digest()),
        );
      },
    },
    issuers: ownIssuers({
      store,
      engine,
      log,
      now: () => world.time,
      describe: async () => {
        demand();
        return Promise.resolve(
          bodies.map(({ certificate }) => ({
            role: 'issuing',
            certificate,
            retired: false,
            inUse: true,
          })),
        );
      },
    }),
    mirror: {
      log: () =>
        ({
          inclusionPath: (index: number, size: number) =>
            Promise.resolve(inclusionPath(engine.sm3, leaves, index, size)),
          groups: groups.length,
          readGroups: (first: number, count: number) =>
            Promise.resolve(groups.slice(first, first + count)),
          stateOf: (leafIndex: number) => {
            const status = statuses.get(leafIndex);
            return status === undefined ? null : { status, statement: 0 };
          },
        }) as never,
    },
    successors: new Map(),
    bodies: {
      successorOf: (one) => Promise.resolve(world.successors.get(one) ?? null),
      ownerOf: (certificate) =>
        Promise.resolve(
          [body, foodBody][bodies.findIndex(({ digest }) => equalBytes(digest, certificate))] ??
            null,
        ),
    },
    anchor: async () => {
      for (const { digest } of bodies) {
        const waiting = await source.pending(digest, 1000);
        if (waiting.entries.length + waiting.statements.length === 0) continue;
        const number = (numbers.get(toHex(digest)) ?? 0) + 1;
        numbers.set(toHex(digest), number);
        const group = { log, certificate: digest, number, ...waiting };
        const key = { log, certificate: digest, number };
        await source.cut({ ...key, group: encodeGroup(group), empty: null });
        const first = leaves.length;
        groups.push({
          ...{ certificate: digest, number, first },
          entries: waiting.entries.length,
          statements: waiting.statements.length,
        });
        leaves.push(...entriesOf(group, engine.sm3).map((entry) => leafHash(engine.sm3, entry)));
        for (const { leafIndex, status } of group.statements) statuses.set(leafIndex, status);
        sequence += group.statements.length;
        await source.anchored(key, { first, entries: waiting.entries.length } as never);
      }
    },
    witness: async (count = 2) => {
      const { snapshot, sealList } = lists();
      const text = encodeCheckpoint({
        origin: log,
        size: leaves.length,
        root: treeRoot(engine.sm3, leaves),
        time: world.time,
        status: { sequence, digest: statusDigest(snapshot, sealList, engine.sm3) },
        trust: { version: 1, digest: bundleDigest },
      });
      const line = {
        name: log,
        keyId: noteKeyId(log, 'log', logKey.publicKey, engine.sm3),
        signature: logKey.sign(text),
      };
      const lines = witnesses.slice(0, count).map(({ name, key }) => ({
        name,
        keyId: noteKeyId(name, 'witness', key.publicKey, engine.sm3),
        signature: encodeCosignature({
          time: world.time,
          signature: key.sign(cosignatureMessage(world.time, text)),
        }),
      }));
      const signed = encodeSignedNote({ text, signatures: [line] });
      note = encodeSignedNote({ text, signatures: [line, ...lines] });
      await insertNote(store.notes, { log, size: leaves.length, time: world.time, note: signed });
      for (const one of lines) {
        const bytes = concatBytes(one.keyId, one.signature);
        await addCosignature(store.notes, log, world.time, { witness: one.name, bytes });
      }
      if (count >= 2) {
        await markQuorum(store.notes, log, world.time);
        await markReceipted(store.licences, log, leaves.length);
      }
    },
    note: () => note,
    lists,
    close: async () => {
      await objects.close();
      rmSync(objectFolder, { recursive: true, force: true });
      await store.close();
      await place.remove();
    },
  };
  return world;
}
