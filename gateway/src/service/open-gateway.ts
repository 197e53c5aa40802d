import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectSigner, type SignerClient } from '@yinzhao/signer';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { logNameOf, witnessNameOf } from '@yinzhao/verifier/format/name';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import { decodeTrustBundle, trustDigest } from '@yinzhao/verifier/format/trust-bundle';
import { nodeEngine } from '@yinzhao/verifier/node';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { createApp } from '../app.js';
import { openBatcher } from '../anchor/batcher.js';
import { openCheckpoints } from '../checkpoint/checkpoints.js';
import { httpWitness } from '../checkpoint/http-witness.js';
import type { RoundParts } from '../checkpoint/round.js';
import { watchTrust } from '../checkpoint/trust-watch.js';
import type { Config } from '../config.js';
import { listen, type Listening } from '../http/listen.js';
import { createMetrics } from '../http/metrics.js';
import { endpointParts, routesOf } from '../http/routes.js';
import { ownIssuers, type Issuers } from '../issue/issuers.js';
import { openLedger } from '../ledger/ledger.js';
import { openMirror } from '../log/mirror.js';
import { composeSyncPack } from './sync-pack.js';
import { storedNotes, wholeNote } from './stored-notes.js';
import { insertCaller } from '../store/caller.js';
import { markReceipted } from '../store/licence.js';
import { latestNote } from '../store/note.js';
import { isDuplicate } from '../store/plain.js';
import { storedPending } from '../store/stored-pending.js';
import { connectStore, type Store } from '../store/store.js';
import { insertBundle } from '../store/trust.js';
import { readLicenceTypes } from '../types/licence-type.js';
import { answerNote } from '../witness/answer.js';
import { evidenceFolder } from '../witness/evidence.js';
import { decodeAddCheckpoint, wireOf } from '../witness/wire.js';

const typesFolder = fileURLToPath(new URL('../../licence-types', import.meta.url));
const times = { headMs: 10_000, silenceMs: 60_000, closeMs: 5000 };
const bodyTimes = { bodyMs: 30_000, lineMs: 30_000 };

export interface OpenGateway {
  readonly listening: Listening;
  readonly close: () => Promise<void>;
}

export async function openGateway(
  config: Config,
  report: (error: unknown) => void,
): Promise<OpenGateway> {
  const engine = nodeEngine();
  const now = Date.now;
  const origin = logNameOf(config.network, config.org);
  const { profile, certificate, privateKey, mspId, ...place } = config.ledger;
  const store = await connectStore(
    config.database === null
      ? { folder: join(config.folder, 'database') }
      : { uri: config.database },
  );
  await keepConfigured(store, config, engine);
  const signer = connectSigner(config.signer);
  const ledger = await openLedger({
    profile: JSON.parse(readFileSync(profile, 'utf8')) as object,
    identity: {
      mspId,
      certificate: readFileSync(certificate, 'utf8'),
      privateKey: readFileSync(privateKey, 'utf8'),
    },
    ...place,
  });
  const mirror = await openMirror({ folder: join(config.folder, 'mirror'), ledger, engine, now });
  const trust = watchTrust(ledger, mirror, now);
  const issuers = ownIssuers({ store, describe: signer.describe, engine, log: origin, now });
  const log = mirror.log(origin);
  const batcher = openBatcher({
    ledger,
    log,
    source: storedPending(store, engine),
    signer,
    certificates: async () => (await issuers.current()).map(({ digest }) => digest),
    engine,
    now,
    onAnchored: () => undefined,
    onProblem: report,
  });
  const checkpoints = await openCheckpoints({
    log,
    trust,
    signer,
    logKey: () => keyOf(signer, origin),
    quorum: quorumOf(config, issuers, origin),
    engine,
    now,
    mirror,
    notes: storedNotes(store.notes),
    onCosigned: async (note) => {
      const { size } = decodeCheckpoint(decodeSignedNote(note).text);
      await markReceipted(store.licences, origin, size);
    },
    onProblem: report,
  });
  const witnessName = witnessNameOf(config.network, config.org);
  const witness = {
    name: witnessName,
    publicKey: () => keyOf(signer, witnessName),
    ledger,
    mirror,
    trust,
    signer,
    evidence: evidenceFolder(join(config.folder, 'evidence'), engine),
    engine,
    now,
  };
  const metrics = createMetrics();
  const services = {
    store,
    signer,
    issuers,
    types: readLicenceTypes(typesFolder),
    engine,
    log: origin,
    now,
    random: (length: number) => new Uint8Array(randomBytes(length)),
    wake: batcher.wake,
    mirror,
    publication: {
      syncPack: (known: Parameters<typeof composeSyncPack>[3]) =>
        composeSyncPack(store, config.network, log, known),
      file: async (path: string) => {
        if (path !== `${origin}/checkpoint`) return null;
        const kept = await latestNote(store.notes, origin, 'endorsed');
        return kept === null ? null : wholeNote(kept);
      },
    },
    answerNote: async (bytes: Uint8Array) => {
      try {
        return wireOf(await answerNote(witness, decodeAddCheckpoint(bytes)));
      } catch (error) {
        report(error);
        return wireOf({ kind: 'refused', code: 'INTERNAL_FAILURE' });
      }
    },
    health: () => Promise.resolve({ ledger: true }),
    report: (error: unknown, id: string) => {
      report(new Error(id, { cause: error }));
    },
  };
  const app = createApp({
    ...endpointParts(services, bodyTimes),
    routes: routesOf(services, metrics),
    metrics,
    newId: randomUUID,
    log: services.report,
  });
  const listening = await listen(app, config.listen, times);
  return {
    listening,
    close: async () => {
      await listening.close();
      await batcher.close();
      await checkpoints.close();
      trust.close();
      await mirror.close();
      ledger.close();
      signer.close();
      await store.close();
    },
  };
}

async function keyOf(signer: SignerClient, name: string): Promise<Uint8Array> {
  const key = (await signer.describe()).find((one) => one.name === name && one.inUse);
  if (key === undefined) throw new Error(`the signer has no key ${name}`);
  return key.publicKey;
}

function quorumOf(config: Config, issuers: Issuers, origin: string): RoundParts['quorum'] {
  return async () => {
    const bundle = await issuers.bundle();
    const trusted = bundle?.logs.find((one) => one.origin === origin);
    if (trusted === undefined) throw new Error(`the trust bundle does not name ${origin}`);
    const witnesses = trusted.witnesses.flatMap(({ name, keys }) => {
      const place = config.witnesses.find((one) => one.name === name);
      const inUse = keys.filter(({ to }) => to === null).map(({ publicKey }) => publicKey);
      return place === undefined ? [] : [httpWitness(name, inUse, place.url)];
    });
    return { needed: trusted.k, witnesses };
  };
}

async function keepConfigured(
  { bundles, callers }: Store,
  config: Config,
  { sm3 }: Engine,
): Promise<void> {
  for (const file of config.trust) {
    const bundle = new Uint8Array(readFileSync(file));
    const { version } = decodeTrustBundle(bundle).bundle;
    const digest = toHex(trustDigest(bundle, sm3));
    await insertBundle(bundles, { version, digest, bundle }).catch(unlessThere);
  }
  for (const caller of config.callers) {
    await insertCaller(callers, {
      ...caller,
      scopes: [...caller.scopes],
      created: new Date(),
      revoked: null,
    }).catch(unlessThere);
  }
}

function unlessThere(error: unknown): void {
  if (!isDuplicate(error)) throw error;
}
