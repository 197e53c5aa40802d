import { existsSync } from 'node:fs';
import { checkText } from '../check-texts.js';
import type { CheckCode } from '../check-codes.js';
import { completePack } from '../complete-pack.js';
import { openKnowledge, type OpenKnowledge } from '../open-knowledge.js';
import { decodeSyncPack } from '../format/sync-pack.js';
import { builtInPolicy } from '../policy.js';
import { emptyState } from '../state.js';
import { fold } from './columns.js';
import type { Engine } from '../sm/engine.js';
import { nodeEngine } from './engine.js';
import { keepEvidence } from './evidence.js';
import { fetchPack, isAddress } from './fetch-pack.js';
import { readBounded } from './read-bounded.js';
import { Misuse, type Words } from './read-words.js';
import { openStateFile, replaceFile } from './state-file.js';
import { startFrom } from './verify-command.js';
import type { Surroundings } from './surroundings.js';

interface Taken {
  readonly log: string;
  readonly size: number | null;
  readonly time: number | null;
  readonly code: CheckCode | null;
}

/** Takes what a pack brings into the state, and keeps the pack for verifications to come. */
export async function syncCommand(words: Words, surroundings: Surroundings): Promise<number> {
  const { options, flags } = words;
  const path = options.get('state');
  if (path === undefined) {
    throw new Misuse('请用 --state 指定状态文件 · say where to remember: --state');
  }
  const adopt = flags.has('adopt');
  const trust = options.get('trust');
  const first = trust === undefined ? null : readBounded(trust);
  const out = options.get('out') ?? `${path}.yzs`;
  const kept = existsSync(out) ? readBounded(out) : null;
  const engine = nodeEngine();
  const taken = await takePack(words.operands[0] as string, path, adopt, {
    ...{ kept, out, engine },
    get: surroundings.fetch,
  });
  const pack = kept === null ? taken : completePack(taken, kept, engine);
  const file = await openStateFile(path, { adopt });
  try {
    const state = startFrom(file.load(), first);
    const known = openKnowledge({ sync: pack, state }, builtInPolicy('hall'), engine);
    keepEvidence(path, known.evidence);
    file.save(known.state);
    if (known.packCode === null && !bringsLess(known, kept)) replaceFile(out, pack);
    return tell(known, pack, flags.has('json'), surroundings);
  } finally {
    file.close();
  }
}

interface Download {
  readonly kept: Uint8Array | null;
  /** Beside it lies what broke off. */
  readonly out: string;
  readonly get: typeof fetch;
  readonly engine: Engine;
}

/** A gateway is asked while nobody is kept from the state: it may take a minute to answer. */
async function takePack(
  place: string,
  path: string,
  adopt: boolean,
  { kept, ...to }: Download,
): Promise<Uint8Array> {
  if (!isAddress(place)) return readBounded(place);
  const file = await openStateFile(path, { adopt });
  file.close();
  return fetchPack(place, file.load() ?? emptyState, kept, to);
}

/**
 * What is older than the pack that is kept, is not shown to continue what is known, or lacks what that one says of a log,
 * does not take its place: anybody can make a pack that says nothing. One that shows a fork does.
 */
function bringsLess(
  { engine, policy, state, ...known }: OpenKnowledge,
  kept: Uint8Array | null,
): boolean {
  const before = openKnowledge({ sync: kept, state }, policy, engine);
  if (kept === null || before.packCode !== null) return false;
  return decodeSyncPack(kept).logs.some(({ origin }) => {
    const log = known.log(origin);
    const code = log?.continuity.code ?? null;
    const isLess = log === null || log.status() === null || code === 'CONTINUITY_UNKNOWN';
    return (
      code === 'CHECKPOINT_ROLLED_BACK' ||
      (isLess && (before.log(origin)?.status() ?? null) !== null)
    );
  });
}

function tell(
  known: OpenKnowledge,
  pack: Uint8Array,
  json: boolean,
  { print }: Surroundings,
): number {
  const logs =
    known.packCode === null ? decodeSyncPack(pack).logs.map((log) => taken(known, log.origin)) : [];
  const trust = { version: known.held?.bundle.version ?? null, code: known.trustCode };
  if (json) print(JSON.stringify({ pack: known.packCode, trust, logs }));
  else {
    print(line('同步包 pack', known.packCode));
    print(line(`信任名单 trust bundle ${trust.version ?? '-'}`, trust.code));
    for (const log of logs) print(line(`${log.log} ${log.size ?? '-'}`, log.code));
  }
  if (known.evidence !== null) return 1;
  return [known.packCode, trust.code, ...logs.map(({ code }) => code)].every(
    (code) => code === null,
  )
    ? 0
    : 2;
}

function taken(known: OpenKnowledge, origin: string): Taken {
  const log = known.log(origin);
  const checkpoint = log?.witnessed?.checkpoint;
  return {
    log: origin,
    size: checkpoint?.size ?? null,
    time: checkpoint?.time ?? null,
    // A log that the trust bundle does not name brings nothing.
    code: log === null ? 'LOG_KEY_UNKNOWN' : (log.code ?? log.continuity.code),
  };
}

function line(what: string, code: CheckCode | null): string {
  if (code === null) return `✓ ${what}`;
  const { zh, en, advice } = checkText(code);
  const told =
    code === 'CONTINUITY_UNKNOWN' ? [`${zh}；${advice.zh}`, `${en}; ${advice.en}`] : [zh, en];
  return fold(`${code} ${told.join(' · ')}`, `✗ ${what}  `, 4).join('\n');
}
