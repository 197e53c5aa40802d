import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignerError, type SignerClient } from '@yinzhao/signer';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { witnessNameOf } from '@yinzhao/verifier/format/name';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { openBatcher } from '../anchor/batcher.js';
import { catchUp } from '../anchor/catch-up.js';
import { readHead } from '../anchor/read-log.js';
import { openCheckpoints } from '../checkpoint/checkpoints.js';
import { httpWitness } from '../checkpoint/http-witness.js';
import type { RoundParts } from '../checkpoint/round.js';
import { trustDigestOf } from '../checkpoint/trust-line.js';
import { watchTrust } from '../checkpoint/trust-watch.js';
import { closers, type Closers } from './closers.js';
import { signerWhile } from './signer-while.js';
import type { Config } from '../config.js';
import { GatewayError } from '../errors.js';
import { ledgerBodies, type Bodies } from '../issue/bodies.js';
import type { Issuers } from '../issue/issuers.js';
import { openLedger, type Ledger } from '../ledger/ledger.js';
import { openMirror, type Mirror } from '../log/mirror.js';
import { openMonitor, type UnknownEntry } from '../log/monitor.js';
import { openSightings } from '../log/sightings.js';
import type { ObjectStore } from '../objects/object-store.js';
import { collectNotes } from '../publish/collect-notes.js';
import { httpPublisher } from '../publish/http-publisher.js';
import type { Publication } from '../publish/publication.js';
import { knownObjects } from '../store/known-objects.js';
import { markReceipted } from '../store/licence.js';
import { latestNote } from '../store/note.js';
import type { Store } from '../store/store.js';
import { storedNotes } from '../store/stored-notes.js';
import { storedPending } from '../store/stored-pending.js';
import type { RegisteredDigest } from '../trust/keep-bundle.js';
import { hexDigests, openTrustKeeper, type TrustKeeper } from '../trust/trust-keeper.js';
import { answerNote, type WitnessParts } from '../witness/answer.js';
import { evidenceFolder } from '../witness/evidence.js';
import { decodeAddCheckpoint, wireOf, type WireAnswer } from '../witness/wire.js';

export interface LogSideOptions {
  readonly config: Config;
  /** Name of the own log. */
  readonly origin: string;
  readonly store: Store;
  readonly objects: ObjectStore;
  readonly signer: SignerClient;
  readonly issuers: Issuers;
  readonly publication: Publication;
  readonly engine: Engine;
  readonly openLedger: () => Promise<Ledger>;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly report: (error: unknown) => void;
  /** An entry under an own certificate that nobody here has asked for. */
  readonly alarm: (entry: UnknownEntry) => void;
}

/** All that goes on between the own database and the logs of the network. */
export interface LogSide {
  readonly mirror: Mirror;
  readonly wake: (items: number) => void;
  /** What keeps groups of the own log from the ledger, and not only for a moment. */
  readonly keptBack: () => Error | null;
  readonly answerNote: (bytes: Uint8Array) => Promise<WireAnswer>;
  readonly bodies: Bodies;
  readonly registered: RegisteredDigest;
  readonly trust: Pick<TrustKeeper, 'settle' | 'code'>;
  /** Whether the own peer answers. */
  readonly ask: () => Promise<unknown>;
  /** Rejects where the logs are not followed any more: nothing is signed from then on. Close it. */
  readonly ended: Promise<void>;
  readonly close: () => Promise<void>;
}

/** Ledger → mirror → batcher → checkpoints → witness → monitor; what was opened is closed again where one fails. */
export async function openLogSide(options: LogSideOptions): Promise<LogSide> {
  const opened = closers();
  try {
    return await openParts(options, opened);
  } catch (error) {
    await opened.close().catch(() => undefined);
    throw error;
  }
}

async function openParts(options: LogSideOptions, opened: Closers): Promise<LogSide> {
  const { config, origin, store, issuers, publication, engine, now, report } = options;
  const ledger = await options.openLedger();
  opened.add(ledger.close);
  const mirror = await openMirror({ folder: join(config.folder, 'mirror'), ledger, engine, now });
  opened.add(mirror.close);
  const signer = signerWhile(mirror.ended, options.signer);
  // Before it signs any: what the own keys have signed before they were restored from a copy.
  for (const note of publication.notes()) await signer.showNote(note).catch(report);
  const log = mirror.log(origin);
  // With the mirror: deleted together, rebuilt from the same blocks.
  const versions = await openSightings(join(config.folder, 'mirror', 'trust.seen'), null, now);
  const trust = watchTrust(ledger, mirror, versions);
  opened.add(trust.close);
  const source = storedPending(store, engine, options.objects);
  const batcher = openBatcher({
    ledger,
    log,
    source,
    signer,
    prepare: async (signal) => {
      const done = await catchUp(
        {
          ...{ ledger, log, source, signer },
          certificates: () => issuingCertificates(signer, engine),
        },
        signal,
      );
      if (done === null) return;
      report(`the database was behind the log: ${JSON.stringify(done)}`);
      // What a note has covered before its leaf was known here.
      const note = await latestNote(store.notes, origin, 'witnessed');
      await markReceipted(store.licences, origin, note?.size ?? 0);
    },
    certificates: async () => (await issuers.current()).map(({ digest }) => digest),
    former: issuers.former,
    engine,
    now,
    onAnchored: () => undefined,
    onProblem: report,
  });
  opened.add(batcher.close);
  const checkpoints = await openCheckpoints({
    log,
    trust,
    signer,
    logKey: () => keyOf(signer, origin),
    quorum: quorumOf(config, issuers, origin),
    engine,
    now,
    mirror,
    notes: storedNotes(store),
    onCosigned: async (note) => {
      const { size } = decodeCheckpoint(decodeSignedNote(note).text);
      // Whoever sees that a licence has its receipt finds the pack that covers it.
      await publication.publish(note).catch(report);
      await markReceipted(store.licences, origin, size);
    },
    onProblem: report,
  });
  opened.add(checkpoints.close);
  const others = config.publishers.map((one) => httpPublisher(one.origin, one.url));
  opened.add(collectNotes(others, publication, report).close);
  const registered = hexDigests((version) => trustDigestOf(ledger, version));
  const keeper = openTrustKeeper({
    ...{ store, engine, trust, registered, publishers: others },
    onEffect: async () => {
      issuers.forget();
      await publication.showBundles();
      // It may have been kept back for want of the bundle that it names.
      const latest = checkpoints.latest();
      if (latest !== null) await publication.publish(latest);
    },
    onProblem: report,
  });
  opened.add(keeper.close);
  opened.add((await openOwnMonitor(options, mirror)).close);
  const witness = witnessOf({ ...options, signer }, ledger, mirror, trust);
  return {
    mirror,
    wake: batcher.wake,
    keptBack: batcher.keptBack,
    answerNote: (bytes) => answerBytes(witness, bytes),
    bodies: ledgerBodies(ledger),
    registered,
    trust: keeper,
    ask: () => readHead(ledger, origin),
    ended: mirror.ended,
    close: opened.close,
  };
}

/** The ledger that the configuration names. */
export async function configuredLedger({ ledger }: Pick<Config, 'ledger'>): Promise<Ledger> {
  const { profile, certificate, privateKey, mspId, ...place } = ledger;
  return openLedger({
    profile: JSON.parse(readFileSync(profile, 'utf8')) as object,
    identity: {
      mspId,
      certificate: readFileSync(certificate, 'utf8'),
      privateKey: readFileSync(privateKey, 'utf8'),
    },
    ...place,
  });
}

async function keyOf(signer: SignerClient, name: string): Promise<Uint8Array> {
  const key = (await signer.describe()).find((one) => one.name === name && one.inUse);
  if (key === undefined) throw new SignerError('KEY_UNKNOWN', `no key ${name} in use`);
  return key.publicKey;
}

/** The witnesses that the newest trust bundle names, where the configuration says how to reach them. */
function quorumOf(config: Config, issuers: Issuers, origin: string): RoundParts['quorum'] {
  return async () => {
    const trusted = (await issuers.bundle())?.logs.find((one) => one.origin === origin);
    if (trusted === undefined) {
      throw new GatewayError('TRUST_UNREGISTERED', `no trust bundle here names ${origin}`);
    }
    const witnesses = trusted.witnesses.flatMap(({ name, keys }) => {
      const place = config.witnesses.find((one) => one.name === name);
      const inUse = keys.filter(({ to }) => to === null).map(({ publicKey }) => publicKey);
      return place === undefined ? [] : [httpWitness(name, inUse, place.url)];
    });
    return { needed: trusted.k, witnesses };
  };
}

function witnessOf(
  { config, signer, engine, now }: LogSideOptions,
  ledger: Ledger,
  mirror: Mirror,
  trust: WitnessParts['trust'],
): WitnessParts {
  const name = witnessNameOf(config.network, config.org);
  const evidence = evidenceFolder(join(config.folder, 'evidence'), engine);
  const publicKey = (): Promise<Uint8Array> => keyOf(signer, name);
  return { name, publicKey, ledger, mirror, trust, signer, evidence, engine, now };
}

async function answerBytes(witness: WitnessParts, bytes: Uint8Array): Promise<WireAnswer> {
  try {
    return wireOf(await answerNote(witness, decodeAddCheckpoint(bytes)));
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return wireOf({ kind: 'refused', code: error.code });
  }
}

/** Those that groups are signed with or were, retired ones too: to the signer others have no last group. */
async function issuingCertificates(signer: SignerClient, engine: Engine): Promise<Uint8Array[]> {
  return (await signer.describe()).flatMap(({ role, certificate }) =>
    role !== 'issuing' || certificate === null ? [] : [engine.sm3(certificate)],
  );
}

/** All that the signer holds keys of, retired ones too. */
async function certificatesOf(signer: SignerClient, engine: Engine): Promise<Uint8Array[]> {
  return (await signer.describe()).flatMap(({ certificate }) =>
    certificate === null ? [] : [engine.sm3(certificate)],
  );
}

function openOwnMonitor(
  { config, origin, store, signer, engine, report, alarm }: LogSideOptions,
  mirror: Mirror,
): ReturnType<typeof openMonitor> {
  return openMonitor({
    positionPath: join(config.folder, 'monitor'),
    mirror,
    origins: [origin],
    certificates: () => certificatesOf(signer, engine),
    known: (objects) => knownObjects(store, objects),
    onUnknown: (entry) => {
      alarm(entry);
      return Promise.resolve();
    },
    onProblem: report,
  });
}
