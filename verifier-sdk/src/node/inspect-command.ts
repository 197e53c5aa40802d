import { VerifierError } from '../errors.js';
import { decodeUtf8 } from '../format/bytes.js';
import { decodeCredential } from '../format/credential.js';
import { decodeLicenceFile } from '../format/licence-file.js';
import type { Disclosure } from '../format/fields.js';
import { parseIdentifier } from '../format/licence-identifier.js';
import { decodeReceipt } from '../format/receipt.js';
import { decodeShowCode } from '../format/show-code.js';
import { decodeStatusSnapshot } from '../format/status-snapshot.js';
import { decodeSyncPack } from '../format/sync-pack.js';
import {
  tokenStatusAt,
  tokenStatusListFromCbor,
  tokenStatusListFromJson,
  type TokenStatusList,
} from '../format/token-status-list.js';
import { decodeTrustBundle } from '../format/trust-bundle.js';
import type { TrustBundle } from '../format/trust-content.js';
import { judgeFork } from '../judge-fork.js';
import { nameFields } from '../shown-fields.js';
import { decodeStatement } from '../format/statement.js';
import { decodeDocumentSeal } from '../ofd/document-seal.js';
import { decodeSeal } from '../ofd/seal.js';
import { typeByCode } from '../trust-lookup.js';
import { tryReading } from '../try-reading.js';
import { nodeEngine } from './engine.js';
import { inspectOfd, isArchive } from './inspect-ofd.js';
import { printDocumentSeal, printSeal } from './print-seal.js';
import { readBounded } from './read-bounded.js';
import { Misuse, type Words } from './read-words.js';
import { tellFork } from './tell-fork.js';
import { toJson } from './to-json.js';
import type { Surroundings } from './surroundings.js';
import { nodeZlib } from './zlib.js';

type Reader<T = unknown> = (bytes: Uint8Array, trust: TrustBundle | null) => T;

/** Each kind of file with how it is read; the context of each differs, so that at most one reads it. */
const readers: Readonly<Record<string, Reader>> = {
  licence: (bytes, trust) => {
    const { credential, disclosure, receipt, chain } = decodeLicenceFile(bytes);
    const read = credential && decodeCredential(credential);
    return {
      credential: read,
      disclosure,
      ...(trust === null ? {} : namesBy(trust, read?.identifier ?? null, disclosure)),
      receipt: receipt && decodeReceipt(receipt),
      chain,
    };
  },
  'show code': (bytes, trust) => {
    const { credential, disclosure, proof, receipt, place } = decodeShowCode(bytes);
    const read = decodeCredential(credential);
    return {
      credential: read,
      disclosure,
      ...(trust === null ? {} : namesBy(trust, read.identifier, disclosure)),
      proof,
      receipt: receipt && decodeReceipt(receipt),
      place,
    };
  },
  'sync pack': (bytes) => {
    const { network, bundles, logs } = decodeSyncPack(bytes);
    return {
      network,
      bundles: bundles.map((bundle) => decodeTrustBundle(bundle).bundle),
      logs: logs.map(({ origin, note, snapshot, proofs, subtrees }) => ({
        origin,
        note: decodeUtf8(note),
        statuses: decodeStatusSnapshot(snapshot).entries,
        proofs: proofs.map(({ from }) => from),
        subtrees: subtrees && { first: subtrees.first, roots: subtrees.roots.length },
      })),
    };
  },
  statement: decodeStatement,
  'trust bundle': (bytes) => {
    const { bundle, signatures } = decodeTrustBundle(bytes);
    return { ...bundle, signatures };
  },
  'token status list': (bytes) => {
    const list = readTokenStatusList(bytes);
    const count = (list.bytes.length * 8) / list.bits;
    const all = Array.from({ length: count }, (_, index) => [index, tokenStatusAt(list, index)]);
    return { bits: list.bits, count, statuses: all.filter(([, value]) => value !== 0) };
  },
};

/** Files of others, which are told in lines and not as JSON: a picture is nothing to read. */
const printers: readonly ((bytes: Uint8Array) => string)[] = [
  (bytes) => printSeal(decodeSeal(bytes)),
  (bytes) => printDocumentSeal(decodeDocumentSeal(bytes)),
];

const unverified = '仅供查看，未作核验 · shown as it is: nothing here has been verified';

function readTokenStatusList(bytes: Uint8Array): TokenStatusList {
  // A map of two in CBOR, a brace or white space in JSON.
  return bytes[0] === 0xa2
    ? tokenStatusListFromCbor(bytes, nodeZlib)
    : tokenStatusListFromJson(textOf(bytes), nodeZlib);
}

function textOf(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw new VerifierError('TOKEN_STATUS_LIST_MALFORMED', 'not a text', { cause });
  }
}

/** What the fields of a licence are called, by a bundle that nobody has checked here. */
function namesBy(
  trust: TrustBundle,
  identifier: string | null,
  disclosure: Disclosure | null,
): object {
  const code = identifier === null ? null : parseIdentifier(identifier).type;
  const type = code === null ? null : typeByCode(trust, code);
  return {
    typeName: type?.name ?? null,
    fields: disclosure && nameFields(disclosure.fields, type),
  };
}

export function inspectCommand(words: Words, { print, complain }: Surroundings): number {
  const bytes = readBounded(words.operands[0] as string);
  if (isArchive(bytes)) return inspectOfd(bytes, { print, complain });
  const given = words.options.get('trust');
  const trust = given === undefined ? null : decodeTrustBundle(readBounded(given)).bundle;
  const fork = tryReading(() => judgeFork(bytes, nodeEngine())).value;
  if (fork !== null) return tellFork(fork, { print, complain });
  for (const [kind, read] of Object.entries(readers)) {
    const content = tryReading(() => read(bytes, trust)).value;
    if (content === null) continue;
    complain(unverified);
    print(JSON.stringify({ kind, bytes: bytes.length, content: toJson(content) }, null, 2));
    return 0;
  }
  for (const printer of printers) {
    const text = tryReading(() => printer(bytes)).value;
    if (text === null) continue;
    complain(unverified);
    print(text);
    return 0;
  }
  throw new Misuse(
    '无法识别的文件 · neither a licence file, a show code, a sync pack,\n' +
      'a trust bundle, a statement, a token status list, fork evidence,\n' +
      'an OFD file, an electronic seal (.esl) nor a document seal (SignedValue.dat)',
  );
}
