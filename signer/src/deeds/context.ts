import { toHex } from '@yinzhao/verifier/format/bytes';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { AuditFile } from '../audit/audit-file.js';
import type { InTurn } from '../queue.js';
import type { Quota } from '../quota.js';
import type { Keystore, StoredKey } from '../storage/keystore.js';
import type { KeyState } from '../storage/state-file.js';

/** What every deed of the signer works with. */
export interface SignerContext {
  readonly engine: Engine;
  readonly keystore: Keystore;
  readonly audit: AuditFile;
  readonly quota: Quota;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly random: (length: number) => Uint8Array;
  /** What changes a key or its state waits here, by {@link turnOf} the key. */
  readonly inTurn: InTurn;
}

/** All generations of a key share one turn. */
export function turnOf({ record }: StoredKey): string {
  return `${record.role} ${record.name}`;
}

/** What a deed has done, to be written down before anybody is answered. */
export interface Use {
  readonly operation: string;
  readonly key: StoredKey;
  /** What was signed or made. */
  readonly objects: readonly Uint8Array[];
  /** How much of the quota it took; usual: one for each object. */
  readonly count?: number;
}

/**
 * The order holds everything together: the audit line is on disk before the state that tells of it, both before the
 * answer. A kill in between leaves a line about something nobody got.
 */
export async function writeDown(
  { audit, engine, keystore }: SignerContext,
  { operation, key, objects, count = objects.length }: Use,
  change?: Partial<KeyState>,
): Promise<void> {
  const digests = objects.map((object) => toHex(engine.sm3(object)));
  const auditLine = await audit.append({ operation, key: key.id, count, digests });
  if (change !== undefined) await keystore.remember(key, { ...key.state, ...change, auditLine });
}
