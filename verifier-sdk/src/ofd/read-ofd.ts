import { VerifierError } from '../errors.js';
import type { Engine } from '../sm/engine.js';
import { judgeCoverage, licencePath, type OfdSignature, type PartCoverage } from './coverage.js';
import { walkDocument, type OfdDocument, type Walk } from './document.js';
import { attempt, type OfdFinding } from './finding.js';
import type { Inflate } from './inflate.js';
import { checkStamps, readSignatures } from './signatures.js';
import { unzip, type Parts } from './unzip.js';

/** What is found in an OFD file. It says what was signed, not by whom: signed values are bytes here. */
export interface OfdReading {
  /** Whether nothing has failed: every part that a viewer may show is there as every signature covers it. */
  readonly isClosed: boolean;
  /** Everything that speaks against it, and notices. */
  readonly findings: readonly OfdFinding[];
  /** Null where it is no document, or not one only. */
  readonly document: OfdDocument | null;
  /** Those that could be read, in the order of their list. */
  readonly signatures: readonly OfdSignature[];
  /** In the order of the package; empty where that cannot be read. */
  readonly coverage: readonly PartCoverage[];
  readonly parts: Parts;
  /** The licence file that rides along, unread. */
  readonly licence: Uint8Array | null;
}

/**
 * Reads an OFD file (GB/T 33190) and trusts nothing in it: the container can be read in one way only, and from `OFD.xml`
 * everything that a viewer may show is followed and compared with what the signatures cover. A damaged or forged file is an
 * answer.
 * @param inflate - what unpacks: `portableInflate`, or `nodeInflate` of `@yinzhao/verifier/node`
 * @throws VerifierError ARGUMENT_INVALID
 */
export function readOfd(
  bytes: Uint8Array,
  { engine, inflate }: { readonly engine: Pick<Engine, 'sm3'>; readonly inflate: Inflate },
): OfdReading {
  checkArguments(bytes, engine, inflate);
  const findings: OfdFinding[] = [];
  const parts = attempt(findings, {}, () => unzip(bytes, inflate)) ?? new Map<string, Uint8Array>();
  const walk: Walk = { parts, reached: new Set(), findings };
  const walked = parts.size === 0 && findings.length > 0 ? null : walkDocument(walk);
  const empty = { signatures: [], parts: [] };
  const { signatures, parts: coverage } =
    walked === null ? empty : judgeSigned(walk, walked, engine);
  return {
    isClosed: findings.every(({ effect }) => effect === 'notice'),
    findings,
    document: walked && walked.document,
    signatures,
    coverage,
    parts,
    licence: parts.get(licencePath) ?? null,
  };
}

function judgeSigned(
  walk: Walk,
  { document, entry }: NonNullable<ReturnType<typeof walkDocument>>,
  { sm3 }: Pick<Engine, 'sm3'>,
): ReturnType<typeof judgeCoverage> {
  const found = entry.signatures === null ? [] : readSignatures(walk, entry.signatures);
  for (const signature of found) checkStamps(walk, document, signature);
  return judgeCoverage(walk, found, entry.signatures, sm3);
}

function checkArguments(bytes: unknown, engine: unknown, inflate: unknown): void {
  const { sm3 } = (engine ?? {}) as Record<string, unknown>;
  if (!(bytes instanceof Uint8Array)) refuse('an OFD file is a Uint8Array');
  if (typeof sm3 !== 'function') refuse('an engine has sm3');
  if (typeof inflate !== 'function') refuse('inflate is a function');
}

function refuse(message: string): never {
  throw new VerifierError('ARGUMENT_INVALID', message);
}
