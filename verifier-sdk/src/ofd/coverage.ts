import { equalBytes } from '../format/bytes.js';
import type { Sm3 } from '../format/field-tree.js';
import type { Walk } from './document.js';
import { finding } from './finding.js';
import { folderOf } from './location.js';
import type { FoundSignature } from './signatures.js';

/** A licence file that rides along: put in after sealing, for verifiers only, and proven by its own means. */
export const licencePath = 'yinzhao/licence.yzl';

/** What one part is to the document and its signatures. */
export interface PartCoverage {
  readonly path: string;
  readonly size: number;
  /** `document`: a viewer may show it. `signature`: one of a signature's own files. `other`: nothing leads to it. */
  readonly role: 'document' | 'signature' | 'licence' | 'other';
  /** Identifiers of the signatures that cover it as it is. */
  readonly coveredBy: readonly string[];
}

/**
 * How far a signature protects the package. `whole`: the list of signatures too, so that it is the last one; `continued`:
 * all signatures before it, so that their order is proven; `document`: the document alone.
 */
export type ProtectionMode = 'whole' | 'continued' | 'document';

/** A signature of the file, and what of the document it covers. */
export interface OfdSignature extends FoundSignature {
  readonly mode: ProtectionMode;
  /** Parts that it covers, as they are. */
  readonly covers: readonly string[];
  /** Parts of the document that it does not. */
  readonly misses: readonly string[];
}

/**
 * Which signature covers which part. Every part that a viewer may show has to be covered by every signature: one that
 * leaves a page out does not speak for it. Parts that no signature covers are named, whether or not something leads to
 * them; a licence file at its own place is the one exception.
 * @param listPath - `Signatures.xml`, null where there is none
 */
export function judgeCoverage(
  walk: Walk,
  found: readonly FoundSignature[],
  listPath: string | null,
  sm3: Sm3,
): { signatures: readonly OfdSignature[]; parts: readonly PartCoverage[] } {
  const digestOf = rememberDigests(walk, sm3);
  const covers = found.map((signature) => coveredBy(walk, signature, digestOf));
  const document = [...walk.parts.keys()].filter((path) => walk.reached.has(path));
  const signatures = found.map((signature, i) => {
    const own = covers[i] as ReadonlySet<string>;
    const misses = document.filter((path) => !own.has(path));
    const mode = modeOf(own, found.slice(0, i), listPath);
    return { ...signature, covers: [...own], misses, mode };
  });
  judgeOrder(walk, signatures);
  const ownFiles = new Set(found.flatMap(filesOf));
  if (listPath !== null) ownFiles.add(listPath);
  const parts = [...walk.parts].map(([path, { length }]) => ({
    path,
    size: length,
    role: roleOf(walk, path, ownFiles),
    coveredBy: signatures.flatMap(({ id, covers: own }) => (own.includes(path) ? [id] : [])),
  }));
  if (found.length === 0) walk.findings.push(finding('OFD_UNSIGNED', 'nobody has signed it'));
  for (const part of parts) judgePart(walk, part, found, listPath);
  return { signatures, parts };
}

function filesOf({ path, signedValue, seal }: FoundSignature): readonly string[] {
  return seal === null ? [path, signedValue] : [path, signedValue, seal];
}

/** Several signatures cover the same parts. */
function rememberDigests({ parts }: Walk, sm3: Sm3): (path: string) => Uint8Array | null {
  const digests = new Map<string, Uint8Array>();
  return (path) => {
    const bytes = parts.get(path);
    const digest = digests.get(path) ?? (bytes && sm3(bytes));
    if (digest !== undefined) digests.set(path, digest);
    return digest ?? null;
  };
}

function coveredBy(
  { findings }: Walk,
  { id, references }: FoundSignature,
  digestOf: (path: string) => Uint8Array | null,
): ReadonlySet<string> {
  const covered = new Set<string>();
  for (const { path, digest } of references) {
    const actual = digestOf(path);
    const place = { path, signature: id };
    if (actual === null) {
      findings.push(finding('OFD_REFERENCE_MISSING', 'was signed and is not there', place));
    } else if (equalBytes(actual, digest)) {
      covered.add(path);
    } else {
      findings.push(finding('OFD_REFERENCE_DIGEST_WRONG', 'is not what was signed', place));
    }
  }
  return covered;
}

function modeOf(
  covers: ReadonlySet<string>,
  earlier: readonly FoundSignature[],
  listPath: string | null,
): ProtectionMode {
  if (listPath !== null && covers.has(listPath)) return 'whole';
  const hasAll = earlier.every(
    ({ path, signedValue }) => covers.has(path) && covers.has(signedValue),
  );
  return hasAll ? 'continued' : 'document';
}

function judgeOrder({ findings }: Walk, signatures: readonly OfdSignature[]): void {
  for (const { id, path, mode } of signatures) {
    if (mode !== 'document') continue;
    const message = 'does not cover the signatures before it';
    findings.push(finding('OFD_SIGNATURE_ORDER_OPEN', message, { path, signature: id }));
  }
}

function roleOf(
  { reached }: Walk,
  path: string,
  ownFiles: ReadonlySet<string>,
): PartCoverage['role'] {
  if (reached.has(path)) return 'document';
  if (ownFiles.has(path)) return 'signature';
  return path === licencePath ? 'licence' : 'other';
}

function judgePart(
  { findings }: Walk,
  { path, role, coveredBy: by }: PartCoverage,
  found: readonly FoundSignature[],
  listPath: string | null,
): void {
  if (role === 'document' && path === licencePath) {
    const message = 'is for verifiers, and the document leads to it';
    findings.push(finding('OFD_LICENCE_REACHED', message, { path }));
  }
  if (role === 'other' && isOfSignature(path, listPath)) {
    const message = 'belongs to no signature of the list';
    findings.push(finding('OFD_SIGNATURE_UNLISTED', message, { path }));
    return;
  }
  // Of a document that nobody has signed this has been said.
  if (found.length > 0) judgeCovered(findings, { path, role, by }, found.length);
}

function judgeCovered(
  findings: Walk['findings'],
  { path, role, by }: { path: string; role: PartCoverage['role']; by: readonly string[] },
  signatures: number,
): void {
  if (role === 'other' && by.length === 0) {
    findings.push(finding('OFD_PART_UNREACHED', 'no signature covers it', { path }));
  }
  if (role !== 'document' || by.length === signatures) return;
  if (by.length === 0) {
    findings.push(finding('OFD_PART_UNCOVERED', 'no signature covers it', { path }));
  } else {
    const message = `of ${signatures} signatures only ${by.join(', ')} cover it`;
    findings.push(finding('OFD_PART_PARTLY_COVERED', message, { path }));
  }
}

/** By its name, or where the signatures lie. */
function isOfSignature(path: string, listPath: string | null): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (['signatures.xml', 'signature.xml', 'signedvalue.dat', 'seal.esl'].includes(name))
    return true;
  const folder = listPath === null ? '' : folderOf(listPath);
  return folder !== '' && path.startsWith(`${folder}/`);
}
