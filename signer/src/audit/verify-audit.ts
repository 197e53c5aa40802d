import { open } from 'node:fs/promises';
import { SignerError } from '../errors.js';
import { closedFiles, newestFile } from './audit-files.js';
import {
  chainStart,
  readChain,
  readClosedFiles,
  type ChainPosition,
  type Sm3,
} from './read-chain.js';

export interface AuditWish {
  /** Line to begin with, where earlier files are kept elsewhere; usual: 1. */
  readonly from?: ChainPosition;
  /** A line that was seen before: without one, nobody can tell that the newest lines were cut off. */
  readonly known?: ChainPosition;
}

/**
 * Reads all audit files of a folder through, alone or beside a running signer.
 * @returns the last line and its digest: what to look for the next time
 * @throws SignerError AUDIT_BROKEN where the chain breaks, or does not have the known line
 */
export async function verifyAudit(
  folder: string,
  sm3: Sm3,
  { from = chainStart, known }: AuditWish = {},
): Promise<ChainPosition> {
  let found = known === undefined || (known.line === from.line && known.previous === from.previous);
  const visit = ({ line }: { readonly line: number }, digest: string): void => {
    found ||= line === known?.line && digest === known.previous;
  };
  const closed = await closedFiles(folder);
  const full = await readClosedFiles(closed, from, sm3, visit);
  const path = newestFile(folder);
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new SignerError('AUDIT_BROKEN', `${path} cannot be read`, { cause });
  });
  try {
    const { position, torn } = await readChain(file, path, full, sm3, visit);
    const next = position.line + 1;
    if (torn > 0) throw new SignerError('AUDIT_BROKEN', `${path}: line ${next} is cut off`);
    if (!found) {
      const line = known?.line ?? 0;
      throw new SignerError('AUDIT_BROKEN', `line ${line} is not the one that is known`);
    }
    return position;
  } finally {
    await file.close();
  }
}
