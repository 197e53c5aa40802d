import type { Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import type { Ledger } from '../ledger/ledger.js';
import { readRecord } from '../registry.js';

/** Version and digest of the trust bundle that the registry has in effect; null before the first. */
export async function trustInEffect(ledger: Ledger): Promise<Checkpoint['trust'] | null> {
  const record = await readRecord(ledger, 'trust');
  return record?.kind === 'trust' ? { version: record.version, digest: record.digest } : null;
}

/** The digest that the registry has for a version; null where it has none (yet). */
export async function trustDigestOf(ledger: Ledger, version: number): Promise<Uint8Array | null> {
  const record = await readRecord(ledger, `trust/${version}`);
  return record?.kind === 'trust' ? record.digest : null;
}
