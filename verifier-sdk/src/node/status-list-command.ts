import { decodeUtf8, encodeUtf8 } from '../format/bytes.js';
import type { DecodedSnapshot } from '../format/status-snapshot.js';
import {
  tokenStatusListOf,
  tokenStatusListToCbor,
  tokenStatusListToJson,
  type TokenStatusBits,
} from '../format/token-status-list.js';
import { checkText } from '../check-texts.js';
import type { CheckCode } from '../check-codes.js';
import { codeOfLog, openKnowledge, type OpenKnowledge } from '../open-knowledge.js';
import { builtInPolicy } from '../policy.js';
import { fold } from './columns.js';
import { nodeEngine } from './engine.js';
import { readBounded } from './read-bounded.js';
import { Misuse, type Words } from './read-words.js';
import { openStateFile, replaceFile } from './state-file.js';
import type { Surroundings } from './surroundings.js';
import { startFrom } from './verify-command.js';
import { nodeZlib } from './zlib.js';

const widths: readonly TokenStatusBits[] = [1, 2, 4, 8];

/**
 * Writes the statuses of one log as a Token Status List, for partners that read nothing else. It carries no signature,
 * so only what a quorum vouches for leaves this way.
 * @returns exit code: 0 written, 2 not vouched for
 */
export async function statusListCommand(
  { operands, options, flags }: Words,
  { print, complain }: Surroundings,
): Promise<number> {
  const { origin, bits, out, isCbor } = readWishes(options, flags);
  const found = findStatuses(await openPack(operands[0] as string, options), origin);
  if ('code' in found) {
    complain(told(origin, found.code));
    return 2;
  }
  const list = tokenStatusListOf(found.snapshot, bits);
  const bytes = isCbor
    ? tokenStatusListToCbor(list, nodeZlib)
    : encodeUtf8(`${tokenStatusListToJson(list, nodeZlib)}\n`);
  if (out === undefined) print(decodeUtf8(bytes).trimEnd());
  else replaceFile(out, bytes);
  complain(
    `截至 · as of ${new Date(found.time).toISOString()}: ${origin}, ${found.snapshot.size} 片叶 · leaves, ` +
      `${found.snapshot.entries.length} 片非正常 · not valid`,
  );
  return 0;
}

interface Wishes {
  readonly origin: string;
  readonly bits: TokenStatusBits;
  readonly out: string | undefined;
  readonly isCbor: boolean;
}

function readWishes(options: Words['options'], flags: Words['flags']): Wishes {
  const origin = options.get('log');
  if (origin === undefined) throw new Misuse('请用 --log 指定日志 · say which log: --log');
  const out = options.get('out');
  const isCbor = flags.has('cbor');
  if (isCbor && out === undefined) {
    throw new Misuse('--cbor 须用 --out 指定文件 · bytes go into a file: --out');
  }
  return { origin, bits: readBits(options.get('bits') ?? '2'), out, isCbor };
}

function readBits(text: string): TokenStatusBits {
  const bits = widths.find((width) => String(width) === text);
  if (bits === undefined) throw new Misuse(`--bits: 1, 2, 4, 8: ${text}`);
  return bits;
}

/** By what is remembered, or the bundle that the user gives; nothing is remembered of it. */
async function openPack(place: string, options: Words['options']): Promise<OpenKnowledge> {
  const sync = readBounded(place);
  const trust = options.get('trust');
  const first = trust === undefined ? null : readBounded(trust);
  const path = options.get('state');
  const file = path === undefined ? null : await openStateFile(path);
  file?.close();
  const state = startFrom(file?.load() ?? null, first);
  return openKnowledge({ sync, state }, builtInPolicy('archive'), nodeEngine());
}

type Found =
  { readonly snapshot: DecodedSnapshot; readonly time: number } | { readonly code: CheckCode };

function findStatuses(known: OpenKnowledge, origin: string): Found {
  const log = known.log(origin);
  const unread = known.packCode ?? known.trustCode;
  if (unread !== null) return { code: unread };
  if (log === null || log.witnessed === null) return { code: log?.code ?? 'STATUS_UNKNOWN' };
  const code = codeOfLog(log);
  const snapshot = log.status();
  return code === null && snapshot !== null
    ? { snapshot, time: log.witnessed.checkpoint.time }
    : { code: code ?? 'STATUS_LIST_WRONG' };
}

function told(origin: string, code: CheckCode): string {
  const { zh, en } = checkText(code);
  return fold(`${code} ${zh} · ${en}`, `✗ ${origin}  `, 4).join('\n');
}
