// Every mutant of every good object of every format: each is refused with a code, or is an object with just those bytes.
import { VerifierError } from '../src/errors.js';
import { encodeUtf8, toHex } from '../src/format/bytes.js';
import {
  tokenStatusListFromCbor,
  tokenStatusListFromJson,
  tokenStatusListOf,
  tokenStatusListToCbor,
  tokenStatusListToJson,
} from '../src/format/token-status-list.js';
import { nodeEngine } from '../src/node/engine.js';
import { nodeZlib } from '../src/node/zlib.js';
import type { Engine } from '../src/sm/engine.js';
import type { Case, Input } from './cases/case.js';
import { bytesOf, textBytes, type Run, type Runs } from './layer.js';
import { layers } from './layers.js';
import { jsonMutants } from './json-mutants.js';
import { singleFieldMutants, type Mutant } from './mutants.js';
import { runsWith } from './runners.js';

/** Layers whose input is one encoded object; those of texts have it as it is. */
const ofBytes = [
  'batch',
  'cbor',
  'certificate',
  'compressed-key',
  'cose-sign',
  'cose-sign1',
  'cosignature',
  'credential',
  'der-signature',
  'disclosure',
  'document-seal',
  'entry',
  'fork-evidence',
  'group',
  'holder-proof',
  'licence-file',
  'receipt',
  'registry-record',
  'seal',
  'seal-list',
  'spki',
  'state',
  'statement',
  'status',
  'status-snapshot',
  'sync-pack',
  'trust-bundle',
] as const;
const ofText = ['base64', 'checkpoint', 'policy', 'show-code', 'signed-note'] as const;

export interface GoodObject {
  readonly layer: string;
  readonly id: string;
  readonly bytes: Uint8Array;
}

const list = tokenStatusListOf({ size: 9, entries: [{ leafIndex: 1, status: 2 }] }, 2);
/** An export of ours with no vectors of its own. */
const tokenLists: readonly GoodObject[] = [
  {
    layer: 'token-status-list-json',
    id: 'nine',
    bytes: encodeUtf8(tokenStatusListToJson(list, nodeZlib)),
  },
  { layer: 'token-status-list-cbor', id: 'nine', bytes: tokenStatusListToCbor(list, nodeZlib) },
];

/** One stream of zlib has many spellings: what is read, written and read again is the same. */
const tokenRuns: Runs = {
  'token-status-list-json': (input) => {
    const text = Buffer.from(textBytes(input)).toString('utf8');
    const found = tokenStatusListFromJson(text, nodeZlib);
    const again = tokenStatusListFromJson(tokenStatusListToJson(found, nodeZlib), nodeZlib);
    if (toHex(again.bytes) !== toHex(found.bytes)) throw new Error('reads as another list');
  },
  'token-status-list-cbor': (input) => {
    const found = tokenStatusListFromCbor(bytesOf(input), nodeZlib);
    const again = tokenStatusListFromCbor(tokenStatusListToCbor(found, nodeZlib), nodeZlib);
    if (toHex(again.bytes) !== toHex(found.bytes)) throw new Error('reads as another list');
  },
};

const isGood = ({ expect }: Case): boolean => expect === 'ok';

/** By their vectors. */
export function goodObjects(): readonly GoodObject[] {
  const of = (names: readonly string[], read: (input: Input) => Uint8Array) =>
    names.flatMap((layer) =>
      (layers[layer]?.cases ?? [])
        .filter(isGood)
        .map(({ id, input }) => ({ layer, id, bytes: read(input) })),
    );
  return [...of(ofBytes, bytesOf), ...of(ofText, textBytes), ...tokenLists];
}

export function mutantsOfFormat({ layer, bytes }: GoodObject): readonly Mutant[] {
  const isJson = layer === 'policy' || layer === 'token-status-list-json';
  return isJson ? jsonMutants(bytes) : singleFieldMutants(bytes);
}

/** What reading one object may take; times are those of a loaded machine. */
const limits = { signatures: 40, digests: 3000, milliseconds: 5000 } as const;

export interface FormatCount {
  refused: number;
  accepted: number;
  /** What is neither refused with a code nor what its bytes say, or was dear. */
  readonly complaints: string[];
}

/** @param stride - every so many mutants one is tried */
export function tryFormatMutants(objects: readonly GoodObject[], stride: number): FormatCount {
  const cost = { signatures: 0, digests: 0 };
  const runs: Runs = { ...runsWith(counting(nodeEngine(), cost)), ...tokenRuns };
  const count: FormatCount = { refused: 0, accepted: 0, complaints: [] };
  let place = 0;
  for (const object of objects) {
    const run = runs[object.layer] as Run;
    const own = toHex(object.bytes);
    for (const { name, bytes } of mutantsOfFormat(object)) {
      if (place++ % stride !== 0) continue;
      const mutant = toHex(bytes());
      if (mutant === own) continue;
      Object.assign(cost, { signatures: 0, digests: 0 });
      const start = performance.now();
      const complaint = tryOne(run, { bytes: mutant }, count);
      const spent = { ...cost, milliseconds: performance.now() - start };
      const dear = Object.entries(spent).filter(
        ([what, n]) => n > limits[what as keyof typeof limits],
      );
      const where = `${object.layer}/${object.id}, ${name}`;
      if (complaint !== null) count.complaints.push(`${where}: ${complaint}`);
      count.complaints.push(...dear.map(([what, n]) => `${where}: takes ${n} ${what}`));
    }
  }
  return count;
}

function tryOne(run: Run, input: Input, count: FormatCount): string | null {
  try {
    run(input);
    count.accepted++;
  } catch (error) {
    if (!(error instanceof VerifierError)) return String(error);
    count.refused++;
  }
  return null;
}

function counting(engine: Engine, cost: { signatures: number; digests: number }): Engine {
  return {
    name: engine.name,
    sm3: (bytes) => {
      cost.digests++;
      return engine.sm3(bytes);
    },
    verify: (...question) => {
      cost.signatures++;
      return engine.verify(...question);
    },
  };
}
