import { existsSync } from 'node:fs';
import { checkText } from '../check-texts.js';
import type { CheckCode } from '../check-codes.js';
import { emptyState } from '../state.js';
import { takePack, type TakenPack } from '../take-pack.js';
import { fold } from './columns.js';
import type { Engine } from '../sm/engine.js';
import { nodeEngine } from './engine.js';
import { evidenceFolder } from './evidence.js';
import { fetchPack, isAddress } from './fetch-pack.js';
import { readBounded } from './read-bounded.js';
import { Misuse, type Words } from './read-words.js';
import { openStateFile, replaceFile } from './state-file.js';
import { startFrom } from './verify-command.js';
import type { Surroundings } from './surroundings.js';

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
  const pack = await readPack(words.operands[0] as string, path, adopt, {
    ...{ kept, out, engine },
    get: surroundings.fetch,
  });
  const file = await openStateFile(path, { adopt });
  try {
    const taken = takePack(pack, kept, startFrom(file.load(), first), engine);
    const evidence = evidenceFolder(path);
    evidence.keep(taken.known.evidence);
    file.save(taken.state);
    if (taken.replaces) replaceFile(out, taken.pack);
    evidence.tell(surroundings.complain);
    return tell(taken, flags.has('json'), surroundings);
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
async function readPack(
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

function tell({ known, logs }: TakenPack, json: boolean, { print }: Surroundings): number {
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

function line(what: string, code: CheckCode | null): string {
  if (code === null) return `✓ ${what}`;
  const { zh, en, advice } = checkText(code);
  const told =
    code === 'CONTINUITY_UNKNOWN' ? [`${zh}；${advice.zh}`, `${en}; ${advice.en}`] : [zh, en];
  return fold(`${code} ${told.join(' · ')}`, `✗ ${what}  `, 4).join('\n');
}
