import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { gzipSync } from 'node:zlib';
import {
  decodeState,
  openKnowledge,
  parsePolicy,
  verify,
  verifyWith,
  type Engine,
} from '@yinzhao/verifier';
import { fromHex } from '@yinzhao/verifier/format/bytes';
import { nodeEngine } from '@yinzhao/verifier/node';
import { qrVersion } from './qr-version.js';
import type { BenchResult } from './report.js';
import { benchCommand } from './command.js';
import { median } from './statistics.js';
import { statusOverhead } from './status.js';

/** A whole verification that ends valid: licence with two fields, pack of one log, remembered state. */
const vector = new URL('../../verifier-sdk/vectors/verify/valid-hall.json', import.meta.url);
const bundle = new URL('../../verifier-sdk/dist/yinzhao-verifier.js', import.meta.url);
const rounds = 400;

interface Vector {
  readonly at: number;
  readonly policy: object;
  readonly input: string;
  readonly sync: string;
  readonly state: string;
}

/** Seconds of one call, the median of many after as many to warm up. */
function secondsOf(call: () => void): number {
  for (let i = 0; i < rounds; i++) call();
  const times = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    call();
    return performance.now() - begun;
  });
  return median(times) / 1000;
}

/** Counts what an engine is asked, and remembers the first question. */
function observing(engine: Engine): { engine: Engine; asked: Parameters<Engine['verify']>[] } {
  const asked: Parameters<Engine['verify']>[] = [];
  const verifyAndNote: Engine['verify'] = (...question) => {
    asked.push(question);
    return engine.verify(...question);
  };
  return { engine: { ...engine, verify: verifyAndNote }, asked };
}

/** One core, Node's own SM2; nothing is read or stored in between. */
export async function benchVerify(): Promise<BenchResult> {
  const load = Number((loadavg()[0] ?? 0).toFixed(1));
  const {
    at,
    policy: given,
    input: hex,
    sync,
    state,
  } = JSON.parse(readFileSync(vector, 'utf8')) as Vector;
  const policy = parsePolicy(JSON.stringify(given));
  const input = fromHex(hex);
  const knowledge = { sync: fromHex(sync), state: decodeState(fromHex(state)) };
  const engine = nodeEngine();
  const { engine: observed, asked } = observing(engine);
  const { outcome } = verify(input, knowledge, { at, policy, engine: observed });
  if (outcome !== 'valid') throw new Error(`the vector is ${outcome}`);
  const known = openKnowledge(knowledge, policy, engine);
  const free = { ...engine, verify: () => true };
  const knownFree = openKnowledge(knowledge, policy, free);
  const [question] = asked as [Parameters<Engine['verify']>];
  const { trust } = knowledge.state;
  if (trust === null) throw new Error('the vector remembers no trust');
  const command = await benchCommand({ input, sync: knowledge.sync, trust, at });
  const figures = {
    verify_per_s: 1 / secondsOf(() => verify(input, knowledge, { at, policy, engine })),
    verify_many_per_s: command.verify_many_per_s,
    under_one_pack_per_s: 1 / secondsOf(() => verifyWith(known, input, at)),
    without_sm2_per_s: 1 / secondsOf(() => verifyWith(knownFree, input, at)),
    sm2_verify_per_s: 1 / secondsOf(() => engine.verify(...question)),
    cold_start_ms: command.cold_start_ms,
    bundle_gzip_bytes: gzipSync(readFileSync(bundle), { level: 9 }).length,
    status_overhead: statusOverhead(),
    qr_version_full: qrVersion('full'),
    qr_version_synced: qrVersion('short'),
  };
  const conditions = {
    'bytes of the licence file': input.length,
    k: 2,
    load_average_before: load,
  };
  return { figures, conditions };
}
