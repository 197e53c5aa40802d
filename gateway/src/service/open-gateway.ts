import { join } from 'node:path';
import { connectSigner } from '@yinzhao/signer';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { logNameOf } from '@yinzhao/verifier/format/name';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { createApp } from '../app.js';
import { closers, type Closers } from './closers.js';
import type { Config } from '../config.js';
import { GatewayError } from '../errors.js';
import { listen, type Listening } from '../http/listen.js';
import { createMetrics, type Metrics } from '../http/metrics.js';
import { readTerminalFiles } from '../http/terminal-files.js';
import { endpointParts, routesOf, type Services } from '../http/routes.js';
import { ownIssuers } from '../issue/issuers.js';
import { healthOf } from './health-of.js';
import { keepConfigured } from './keep-configured.js';
import { openLater, type Later } from './later.js';
import { configuredLedger, openLogSide, type LogSide } from './open-log-side.js';
import { openObjectStore, type ObjectStore, type Segment } from '../objects/object-store.js';
import { restoreObjects } from '../objects/restore.js';
import { openPublication } from '../publish/publication.js';
import { forgetBefore, rememberKeysMs } from '../store/idempotency.js';
import { markSegment } from '../store/segment.js';
import { connectStore, type Store } from '../store/store.js';
import { bundlesFrom, latestBundle } from '../store/trust.js';
import { keepBundle } from '../trust/keep-bundle.js';
import { readLicenceTypes } from '../types/licence-type.js';
import { gaugeWaiting } from './waiting-gauge.js';

/** What a process has besides its configuration. */
export interface Surroundings {
  readonly engine: Engine;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly random: (length: number) => Uint8Array;
  readonly newId: () => string;
  /** Licence types that come with the gateway. */
  readonly licenceTypes: string;
  readonly report: (error: unknown) => void;
}

export interface Gateway {
  readonly url: string;
  /** Whether ledger, mirror and batcher run. */
  readonly isAnchoring: () => boolean;
  /** In the opposite order: no new request, then everything that was opened. */
  readonly close: () => Promise<void>;
}

const times = { headMs: 10_000, silenceMs: 120_000, closeMs: 4000 };
const bodyTimes = { bodyMs: 20_000, lineMs: 30_000 };
const retryMs = 3000;
const hourMs = 3_600_000;
const quietMs = 300_000;
const mostWords = 256;

/**
 * A gateway of one organisation. It answers as soon as its database is open; what needs a signer or the ledger is
 * refused with a code until they are there.
 * @throws GatewayError CONFIG_WRONG; StoreError
 */
export async function openGateway(config: Config, surroundings: Surroundings): Promise<Gateway> {
  const opened = closers();
  try {
    return await openParts(config, surroundings, opened);
  } catch (error) {
    await opened.close().catch(() => undefined);
    throw error;
  }
}

async function openParts(
  config: Config,
  surroundings: Surroundings,
  opened: Closers,
): Promise<Gateway> {
  const { engine, now } = surroundings;
  const report = oncePerWhile(surroundings.report, now);
  const origin = logNameOf(config.network, config.org);
  const types = readLicenceTypes(config.licenceTypes ?? surroundings.licenceTypes);
  const terminal = config.terminal === null ? null : readTerminalFiles(config.terminal, engine);
  const { database, folder } = config;
  const place = database === null ? { folder: join(folder, 'database') } : { uri: database };
  const store = await connectStore(place);
  opened.add(() => store.close());
  const objects = await openObjects(config, store, surroundings);
  opened.add(objects.close);
  await keepConfigured(store, config, engine, now(), report);
  opened.add(forgetKeys(store, now, report));
  const signer = connectSigner(config.signer);
  opened.add(signer.close);
  const issuers = ownIssuers({ store, describe: signer.describe, engine, log: origin, now });
  // Until the ledger is there, whatever needs its logs is refused.
  const mirror = { log: (name: string) => need(side).mirror.log(name) };
  const publication = await openPublication({
    folder: join(folder, 'public'),
    network: config.network,
    origin,
    mirror,
    newest: async () => (await latestBundle(store.bundles))?.bundle ?? null,
    bundlesFrom: async (version) =>
      (await bundlesFrom(store.bundles, version)).map(({ bundle }) => bundle),
    engine,
  });
  const metrics = createMetrics();
  const { alarm } = alarms(metrics, report);
  gaugeWaiting(metrics, issuers, store);
  const open = {
    ...{ config, origin, store, objects, signer, issuers, publication, engine, now, report, alarm },
    openLedger: () => configuredLedger(config),
  };
  const later = { pauseMs: retryMs, report, isFinal: isBroken };
  const side: Later<LogSide> = openLater(() => openLogSide(open), later);
  opened.add(side.close);
  const services: Services = {
    ...{ store, objects, signer, issuers, types, engine, now, mirror, publication, terminal },
    log: origin,
    random: surroundings.random,
    wake: (items) => side.now()?.wake(items),
    answerNote: (bytes) => need(side).answerNote(bytes),
    bodies: {
      successorOf: async (body) => need(side).bodies.successorOf(body),
      ownerOf: async (certificate) => need(side).bodies.ownerOf(certificate),
    },
    takeBundle: async (bytes) => {
      // Without the ledger it waits for it.
      const registered = side.now()?.registered ?? (() => Promise.resolve(null));
      const kept = await keepBundle({ store, engine }, bytes, registered);
      await side.now()?.trust.settle().catch(report);
      return kept;
    },
    health: healthOf(store, () => signer.describe(), side),
    report: (error, id) => {
      surroundings.report(new Error(`request ${id}`, { cause: error }));
    },
  };
  const listening = await serve(services, metrics, surroundings, config);
  opened.add(listening.close);
  return { url: listening.url, isAnchoring: () => side.now() !== null, close: opened.close };
}

/** The object store, and of it in the database what the database lacks: before anybody can ask. */
async function openObjects(
  config: Config,
  store: Store,
  { engine, now, random, report }: Surroundings,
): Promise<ObjectStore> {
  const folder = config.objects ?? join(config.folder, 'objects');
  const onWhole = (segment: Segment): Promise<void> => markSegment(store.segments, segment);
  const objects = await openObjectStore({ folder, engine, now, random, onWhole });
  const restored = await restoreObjects(store, objects, engine, report);
  if (restored.licences + restored.statements > 0) {
    report(`restored from the object store: ${JSON.stringify(restored)}`);
  }
  return objects;
}

/** What keeps something back is tried every few seconds: the same words are told again only after a while. */
function oncePerWhile(
  report: (error: unknown) => void,
  now: () => number,
): (error: unknown) => void {
  const told = new Map<string, number>();
  return (error) => {
    const words = String(error);
    if (now() - (told.get(words) ?? -Infinity) < quietMs) return;
    if (told.size >= mostWords) told.clear();
    told.set(words, now());
    report(error);
  };
}

/** From a peer with such a history nothing is read or signed any more, until somebody has looked and starts anew. */
function isBroken(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'LEDGER_HISTORY_BROKEN';
}

/** @throws GatewayError LEDGER_UNAVAILABLE, LEDGER_HISTORY_BROKEN */
function need(side: Later<LogSide>): LogSide {
  const open = side.now();
  if (open !== null) return open;
  const cause = side.failure();
  if (isBroken(cause)) throw cause as GatewayError;
  throw new GatewayError('LEDGER_UNAVAILABLE', 'the ledger is not reached', { cause });
}

function serve(
  services: Services,
  metrics: Metrics,
  { newId }: Surroundings,
  config: Config,
): Promise<Listening> {
  const app = createApp({
    ...endpointParts(services, bodyTimes),
    routes: routesOf(services, metrics),
    metrics,
    newId,
    log: services.report,
  });
  return listen(app, config.listen, times);
}

function alarms(
  metrics: Metrics,
  report: (error: unknown) => void,
): Pick<Parameters<typeof openLogSide>[0], 'alarm'> {
  let unknown = 0;
  metrics.gauge(
    'yinzhao_unknown_entries',
    'Entries under own certificates that nobody here has asked for',
    () => unknown,
  );
  return {
    alarm: ({ log, leafIndex, object }) => {
      unknown++;
      report(
        new Error(`unknown entry under an own certificate: ${log} ${leafIndex} ${toHex(object)}`),
      );
    },
  };
}

/** Once an hour; gives what ends it. */
function forgetKeys(
  { requests }: Store,
  now: () => number,
  report: (error: unknown) => void,
): () => void {
  const timer = setInterval(() => {
    forgetBefore(requests, new Date(now() - rememberKeysMs)).catch(report);
  }, hourMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
