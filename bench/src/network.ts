import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { connect, foundConsortium, type Connections } from '@yinzhao/e2e/connect';
import { sampleEntries, signGroup } from '@yinzhao/e2e/groups';
import { bodyRecord, createBody, createParties, type SampleBody } from '@yinzhao/e2e/parties';
import { anchorBatch, composeBatch, readHead, type Ledger } from '@yinzhao/gateway';
import {
  freeBasePort,
  sampleTopology,
  startNetwork,
  type BinaryChoice,
  type Network,
} from '@yinzhao/network';
import type { SignedGroup } from '@yinzhao/verifier/format/group';
import { appendLeaves, decodeRange, encodeRange } from '@yinzhao/verifier/merkle/compact-range';
import { decodeGroup, entriesOf } from '@yinzhao/verifier/format/group';
import { leafHash } from '@yinzhao/verifier/merkle/hash';
import { nodeEngine } from '@yinzhao/verifier/node';
import type { BenchResult } from './report.js';
import { median, perSecond } from './statistics.js';

const engine = nodeEngine();

/** The gateway cuts a batch at least this often while there is anything to anchor. */
const batchAgeSeconds = 2;
const largeBatches = 24;
const smallBatches = 60;
const warmUpBatches = 8;

interface Prepared {
  readonly ledger: Ledger;
  readonly network: Network;
  readonly bodies: readonly SampleBody[];
  readonly log: string;
  /** Numbers used so far, by body. */
  readonly numbers: Map<string, number>;
}

/** From nothing to the first committed batch, then batches strictly one after another on one log. */
export async function benchNetwork(binaries: BinaryChoice): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'yinzhao-bench-'));
  const topology = sampleTopology({ basePort: await freeBasePort() });
  const begun = performance.now();
  const network = await startNetwork(topology, folder, { binaries });
  const connections = connect(network);
  try {
    const prepared = await prepare(connections);
    await anchor(prepared, [group(prepared, 0, 1)]);
    const start_s = (performance.now() - begun) / 1000;
    // The other bodies are admitted after the clock has stopped: a first batch needs one.
    for (const body of prepared.bodies.slice(1)) await connections.port.enact(bodyRecord(body));
    const rss_before_mb = totalMegabytes(network);
    const figures = await measure(prepared);
    const rss_after_mb = totalMegabytes(network);
    return {
      figures: { start_s, rss_before_mb, rss_after_mb, ...figures },
      conditions: { orgs: 3, endorsements: 2, ...topology.blocks, fabric: binaryName(binaries) },
    };
  } finally {
    connections.close();
    await network.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function binaryName({ folder }: BinaryChoice): string {
  return folder === undefined ? '2.1.1, built from the pinned modules' : 'FABRIC_BIN';
}

async function prepare(connections: Connections): Promise<Prepared> {
  const { network, port } = connections;
  const parties = await createParties('city', network.topology.organisations, engine);
  await foundConsortium(connections, parties);
  const log = parties.members[0]?.log ?? '';
  const ids = Array.from({ length: 16 }, (_, i) => `BENCH-BODY-${i + 1}`);
  const bodies = await Promise.all(ids.map((id) => createBody(parties, id, log, engine)));
  await port.enact(bodyRecord(bodies[0] as SampleBody));
  const ledger = await connections.ledger('approval', 'gateway');
  return { ledger, network, bodies, log, numbers: new Map() };
}

function group({ bodies, numbers }: Prepared, index: number, entries: number): SignedGroup {
  const body = bodies[index] as SampleBody;
  const number = (numbers.get(body.id) ?? 0) + 1;
  numbers.set(body.id, number);
  return signGroup(body, number, {
    entries: sampleEntries(entries, `${body.id} ${number}`, engine),
  });
}

async function anchor({ ledger, log }: Prepared, groups: readonly SignedGroup[]): Promise<void> {
  const batch = composeBatch(log, await readHead(ledger, log), groups, engine);
  await anchorBatch(ledger, batch, engine);
}

/** Batches composed beforehand, each on the head that the one before it will leave. */
async function composeAll(
  prepared: Prepared,
  count: number,
  groups: number,
  entries: number,
): Promise<Uint8Array[]> {
  const { ledger, log } = prepared;
  let head: { size: number; nodes: Uint8Array } = await readHead(ledger, log);
  return Array.from({ length: count }, () => {
    const signed = Array.from({ length: groups }, (_, i) => group(prepared, i, entries / groups));
    const batch = composeBatch(log, head, signed, engine);
    const leaves = signed.flatMap((one) =>
      entriesOf(decodeGroup(one.group), engine.sm3).map((entry) => leafHash(engine.sm3, entry)),
    );
    const range = appendLeaves(engine.sm3, decodeRange(head.size, head.nodes), leaves);
    head = { size: range.size, nodes: encodeRange(range) };
    return batch;
  });
}

/** Milliseconds of each batch, anchored one after another. */
async function timeBatches(
  { ledger }: Prepared,
  batches: readonly Uint8Array[],
): Promise<number[]> {
  const times: number[] = [];
  for (const batch of batches) {
    const begun = performance.now();
    await anchorBatch(ledger, batch, engine);
    times.push(performance.now() - begun);
  }
  return times;
}

async function measure(prepared: Prepared): Promise<Record<string, number>> {
  await timeBatches(prepared, await composeAll(prepared, warmUpBatches, 1, 4096));
  const one = await timeBatches(prepared, await composeAll(prepared, largeBatches, 1, 4096));
  const sixteen = await timeBatches(prepared, await composeAll(prepared, largeBatches, 16, 4096));
  const bytesBefore = ledgerBytes(prepared.network);
  const small = await timeBatches(prepared, await composeAll(prepared, smallBatches, 1, 16));
  const bytesPerBatch = (ledgerBytes(prepared.network) - bytesBefore) / smallBatches;
  const oneGroup = perSecond(one, 4096);
  const sixteenGroups = perSecond(sixteen, 4096);
  const batchesPerYear = (365 * 86_400) / batchAgeSeconds;
  return {
    entries_per_s: Math.min(oneGroup, sixteenGroups),
    entries_per_s_1_group: oneGroup,
    entries_per_s_16_groups: sixteenGroups,
    small_batches_per_s: perSecond(small, 1),
    // The sample cuts a block with every message, so that no part of this is waiting for the time-out.
    commit_added_ms_p50: median(small),
    ledger_bytes_per_small_batch: bytesPerBatch,
    ledger_gb_per_year: (bytesPerBatch * batchesPerYear) / 1e9,
    client_rss_mb: process.memoryUsage().rss / 1e6,
    sm2_verify_per_s: sm2VerificationsPerSecond(prepared),
  };
}

/** The known operation of the same run: Node's own SM2 over a 16-entry group. */
function sm2VerificationsPerSecond(prepared: Prepared): number {
  const body = prepared.bodies[0] as SampleBody;
  const { group: message, signature } = signGroup(body, 1, {
    entries: sampleEntries(16, 'known', engine),
  });
  const times = Array.from({ length: 400 }, () => {
    const begun = performance.now();
    engine.verify(body.key.publicKey, message, signature);
    return performance.now() - begun;
  });
  return 1000 / median(times);
}

function totalMegabytes(network: Network): number {
  return Object.values(network.memory()).reduce((sum, bytes) => sum + bytes, 0) / 1e6;
}

/** Size of the block files of one peer: what every peer and orderer keeps for ever. */
function ledgerBytes({ folder }: Network): number {
  const files = readdirSync(join(folder, 'organisations', 'approval', 'peer', 'data'), {
    recursive: true,
    withFileTypes: true,
  });
  return files
    .filter((file) => file.isFile() && file.name.startsWith('blockfile_'))
    .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}
