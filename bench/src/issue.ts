import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditPeer } from '@yinzhao/e2e/audit';
import { startCity, type City } from '@yinzhao/e2e/city/city';
import type { CityClient } from '@yinzhao/e2e/city/client';
import { homeClient } from '@yinzhao/e2e/city/home-client';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { freeBasePort, sampleTopology, type BinaryChoice } from '@yinzhao/network';
import { nodeEngine } from '@yinzhao/verifier/node';
import { cpuSeconds } from './cpu-seconds.js';
import { evidenceBytes } from './evidence.js';
import { watchCheckpoint, type CheckpointWatch } from './watch-checkpoint.js';
import type { BenchResult } from './report.js';
import { median, percentile } from './statistics.js';

const engine = nodeEngine();
const date = '2026-01-05';
const singles = 20;
const calibrationMs = 15_000;
const loadSeconds = 60;
/** What has to be held; where more is possible, more is offered. */
const leastRate = 330;
/** Of what a stream without a pause was found to reach: the rest is for bursts. */
const loadShare = 0.6;
const tickMs = 50;

interface Prepared {
  readonly city: City;
  readonly client: CityClient;
  readonly watch: CheckpointWatch;
}

/** From the request for a licence to a receipt that two other organisations have witnessed. */
export async function benchIssue(binaries: BinaryChoice): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'yinzhao-bench-'));
  const loadBefore = loadavg()[0]?.toFixed(1) ?? '';
  const topology = sampleTopology({ basePort: await freeBasePort() });
  const city = await startCity({ topology, folder, binaries });
  try {
    const url = city.orgs.find(({ name }) => name === city.body.org)?.url ?? '';
    const client = homeClient(url, city.folders);
    const watch = watchCheckpoint(url, city.body.log);
    const prepared = { city, client, watch };
    const single = await timeSingles(prepared);
    const possible = await calibrate(prepared);
    const rate = Math.max(leastRate, Math.floor(possible * loadShare));
    const load = await measureLoad(prepared, rate);
    watch.stop();
    const rss_mb = Object.values(city.memory()).reduce((sum, bytes) => sum + bytes, 0) / 1e6;
    return {
      figures: {
        ...load,
        single_p50_ms: median(single),
        single_p99_ms: percentile(single, 99),
        stream_licences_per_s: possible,
        evidence_bytes: evidenceBytes(2, false, engine),
        evidence_bytes_holder_key: evidenceBytes(2, true, engine),
        evidence_bytes_k3: evidenceBytes(3, false, engine),
        rss_after_mb: rss_mb,
      },
      conditions: {
        orgs: 3,
        quorum: 2,
        seconds: loadSeconds,
        offered_per_s: rate,
        database: 'embedded',
        load_average_before: loadBefore,
      },
    };
  } finally {
    await city.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One after another in an idle system, each from request to receipt. */
async function timeSingles({ client }: Prepared): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < singles; i++) {
    const begun = performance.now();
    const { identifier } = await client.issue(sampleLicence(i, date), `single-${i}`);
    await client.waitUntil(identifier, ['receipted']);
    if (i > 0) times.push(performance.now() - begun);
    // Idle again: the next one does not wait for the pause between two batches.
    await new Promise((resolve) => setTimeout(resolve, 2100));
  }
  return times;
}

/** What a stream without pauses reaches, from the first request to the last receipt. */
async function calibrate({ client }: Prepared): Promise<number> {
  const begun = performance.now();
  let last = '';
  let issued = 0;
  for await (const line of client.issueMany(endless(begun + calibrationMs))) {
    if (!('licence' in line)) continue;
    issued++;
    last = line.licence.identifier;
  }
  await client.waitUntil(last, ['receipted'], 120_000);
  return (1000 * issued) / (performance.now() - begun);
}

function* endless(until: number): Generator<ReturnType<typeof sampleLicence>> {
  for (let i = 100_000; performance.now() < until; i++) yield sampleLicence(i, date);
}

/** A steady stream for a minute; a licence's time runs from when it was due until a checkpoint covers its leaf. */
async function measureLoad(
  { city, client, watch }: Prepared,
  rate: number,
): Promise<Record<string, number>> {
  const due: number[] = [];
  const objects: string[] = [];
  const before = await cpuSeconds(city);
  for await (const line of client.issueStream(steady(rate, due))) {
    if ('licence' in line) objects[line.line - 1] = line.licence.object ?? '';
  }
  const { identifier } = await client.issue(sampleLicence(1, date), 'last');
  await client.waitUntil(identifier, ['receipted'], 120_000);
  const after = await cpuSeconds(city);
  const { objects: leaves } = await auditPeer(city.network, city.body.org, engine);
  const covered = objects.map((object) => {
    const [leaf = Infinity] = leaves.get(object) ?? [];
    return watch.coveredAt(leaf) ?? Infinity;
  });
  const times = covered.map((at, i) => at - (due[i] ?? NaN));
  const spent = (name: RegExp): number =>
    [...after].reduce(
      (sum, [process, seconds]) =>
        name.test(process) ? sum + seconds - (before.get(process) ?? 0) : sum,
      0,
    );
  return {
    licences_per_s: departures(covered),
    p50_ms: median(times),
    p99_ms: percentile(times, 99),
    refused: due.length - objects.filter(Boolean).length,
    signing_share: spent(/^signer-/) / spent(/./),
    cpu_ms_per_licence: (1000 * spent(/./)) / objects.length,
  };
}

/** Licences a second between the first checkpoint that covered some and the last. */
function departures(covered: readonly number[]): number {
  const first = Math.min(...covered);
  const last = Math.max(...covered);
  return (1000 * covered.filter((at) => at > first).length) / (last - first);
}

/** So many a second, whatever becomes of them. */
async function* steady(
  rate: number,
  due: number[],
): AsyncGenerator<ReturnType<typeof sampleLicence>[]> {
  const begun = performance.now();
  for (let sent = 0; sent < rate * loadSeconds;) {
    const elapsed = performance.now() - begun;
    const wanted = Math.min(Math.floor((rate * elapsed) / 1000), rate * loadSeconds);
    const lines = Array.from({ length: wanted - sent }, (_, i) => {
      due.push(begun + (1000 * (sent + i)) / rate);
      return sampleLicence(1_000_000 + sent + i, date);
    });
    sent = wanted;
    if (lines.length > 0) yield lines;
    await new Promise((resolve) => setTimeout(resolve, tickMs));
  }
}
