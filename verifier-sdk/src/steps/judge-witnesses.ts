import type { CheckCode } from '../check-codes.js';
import type { Checkpoint } from '../format/checkpoint.js';
import { cosignatureMessage } from '../format/cosignature.js';
import type { Cosig } from '../format/receipt.js';
import { orgOf } from '../format/name.js';
import type { TrustedLog } from '../format/trust-content.js';
import type { Engine } from '../sm/engine.js';
import { hasSigned } from '../sm/has-signed.js';
import { logKeyAt, witnessKeyAt } from '../trust-lookup.js';

/** A checkpoint and who is said to have signed it. */
export interface Witnessed {
  readonly checkpoint: Checkpoint;
  /** The note text: what the log signs. */
  readonly text: Uint8Array;
  readonly logKeyId: Uint8Array;
  readonly logSignature: Uint8Array;
  readonly cosignatures: readonly Cosig[];
}

export interface JudgedWitnesses {
  readonly code: CheckCode | null;
  /** Organisations whose cosignature counts, ascending. */
  readonly orgs: readonly string[];
}

/**
 * The log's own signature, then its witnesses'. Keys are judged at the time of the checkpoint, whatever its age. Every
 * cosignature of a known key has to verify, and k organisations have to be behind them.
 */
export function judgeWitnesses(
  log: TrustedLog,
  witnessed: Witnessed,
  engine: Engine,
): JudgedWitnesses {
  const { checkpoint, text, logKeyId, logSignature } = witnessed;
  const logKey = logKeyAt(log, logKeyId, checkpoint.time, checkpoint, engine.sm3);
  if (logKey === null) return { code: 'LOG_KEY_OUT_OF_PERIOD', orgs: [] };
  if (!hasSigned(engine, logKey.publicKey, text, logSignature)) {
    return { code: 'RECEIPT_SIGNATURE_WRONG', orgs: [] };
  }
  return judgeCosignatures(log, witnessed, engine);
}

/** Those of its witnesses alone, whoever has signed it for the log. */
export function judgeCosignatures(
  log: TrustedLog,
  witnessed: Witnessed,
  engine: Engine,
): JudgedWitnesses {
  const orgs = new Set<string>();
  for (const cosignature of witnessed.cosignatures) {
    const org = judgeCosignature(log, cosignature, witnessed, engine);
    if (org === 'wrong') return { code: 'COSIGNATURE_WRONG', orgs: [] };
    if (org !== null) orgs.add(org.name);
  }
  return { code: orgs.size < log.k ? 'QUORUM_MISSING' : null, orgs: [...orgs].sort() };
}

/**
 * A key that nobody named, or that was not good then, witnesses nothing; one that is good and did not sign is a forgery.
 * The log's own organisation never counts.
 */
function judgeCosignature(
  log: TrustedLog,
  { keyId, time, signature }: Cosig,
  { checkpoint, text }: Witnessed,
  engine: Engine,
): { readonly name: string } | 'wrong' | null {
  const found = witnessKeyAt(log, keyId, checkpoint.time, checkpoint, engine.sm3);
  if (found === null) return null;
  const { key, witness } = found;
  if (!hasSigned(engine, key.publicKey, cosignatureMessage(time, text), signature)) return 'wrong';
  const name = orgOf(witness.name);
  return name === orgOf(log.origin) ? null : { name };
}
