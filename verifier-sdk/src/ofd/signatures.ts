import type { OfdDocument, Walk } from './document.js';
import { attempt, finding } from './finding.js';
import {
  readSignatureFile,
  readSignatureList,
  type SignatureEntry,
  type SignatureFile,
  type Stamp,
} from './signature-files.js';

/** A signature as it stands in the package. Nothing here says whose it is, nor that its value is right. */
export interface FoundSignature extends SignatureEntry, SignatureFile {
  /** `Signature.xml`, whose SM3 is what the signed value signs. */
  readonly fileBytes: Uint8Array;
  readonly signedValueBytes: Uint8Array;
  readonly sealBytes: Uint8Array | null;
}

/**
 * Reads the signatures of the list, in its order. One that cannot be read whole is a finding and left out.
 * @param listPath - `Signatures.xml`
 */
export function readSignatures(
  { parts, findings }: Walk,
  listPath: string,
): readonly FoundSignature[] {
  const bytesOf = (path: string, signature: string | null): Uint8Array | null => {
    const bytes = parts.get(path) ?? null;
    if (bytes === null) {
      findings.push(finding('OFD_PART_MISSING', 'is not in the package', { path, signature }));
    }
    return bytes;
  };
  const listBytes = bytesOf(listPath, null);
  const list =
    listBytes &&
    attempt(findings, { path: listPath }, () => readSignatureList(listBytes, listPath));
  const taken = new Set<string>([listPath]);
  return (list ?? []).flatMap((entry) => {
    const { id, path } = entry;
    const fileBytes = bytesOf(path, id);
    const file =
      fileBytes &&
      attempt(findings, { path, signature: id }, () => readSignatureFile(fileBytes, path));
    if (fileBytes === null || file === null) return [];
    const own = [path, file.signedValue, ...(file.seal === null ? [] : [file.seal])];
    const shared = own.find((one) => taken.has(one) || !taken.add(one));
    if (shared !== undefined) {
      const message = 'serves two signatures, or is two things of one';
      findings.push(finding('OFD_SIGNATURE_TWICE', message, { path: shared, signature: id }));
      return [];
    }
    const signedValueBytes = bytesOf(file.signedValue, id);
    const sealBytes = file.seal === null ? null : bytesOf(file.seal, id);
    return signedValueBytes === null
      ? []
      : [{ ...entry, ...file, fileBytes, signedValueBytes, sealBytes }];
  });
}

/** Each stamp lies on a page, at least in part: cross-page seals hang over an edge. */
export function checkStamps(
  { findings }: Walk,
  { pages }: OfdDocument,
  { id, path, stamps }: FoundSignature,
): void {
  for (const stamp of stamps) {
    const page = pages.find((one) => one.id === stamp.pageId);
    const place = { path, signature: id };
    if (page === undefined) {
      const message = `a stamp on page '${stamp.pageId}', which there is not`;
      findings.push(finding('OFD_PAGE_UNKNOWN', message, place));
    } else if (!liesOn(stamp, page.box)) {
      const message = `stamp '${stamp.id}' lies outside page '${page.id}'`;
      findings.push(finding('OFD_STAMP_OUTSIDE_PAGE', message, place));
    }
  }
}

/** Boundaries count from the upper left corner of the page's box. */
function liesOn(
  { boundary }: Stamp,
  { width, height }: { readonly width: number; readonly height: number },
): boolean {
  const { x, y } = boundary;
  return x < width && y < height && x + boundary.width > 0 && y + boundary.height > 0;
}
