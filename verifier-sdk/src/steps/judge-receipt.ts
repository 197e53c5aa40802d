import type { CheckCode } from '../check-codes.js';
import { encodeCheckpoint, type Checkpoint } from '../format/checkpoint.js';
import { encodeEntry, entryKind } from '../format/entry.js';
import { checkpointOf, type Receipt } from '../format/receipt.js';
import type { TrustBundle, TrustedLog } from '../format/trust-content.js';
import { leafHash } from '../merkle/hash.js';
import { rootFromInclusion } from '../merkle/inclusion.js';
import type { Engine } from '../sm/engine.js';
import { issuerByDigest, logByKeyId, logByOrigin } from '../trust-lookup.js';
import { judgeCosignatures, judgeWitnesses, type Witnessed } from './judge-witnesses.js';
import type { ReadLicence } from './read-licence.js';

/** What the receipt shows: the way of the leaf to a root, and who has signed that root. */
export interface JudgedReceipt {
  readonly leaf: Uint8Array;
  /** Of the path alone; null also where it fits: then the log's signature over the root it leads to decides. */
  readonly inclusion: CheckCode | null;
  readonly code: CheckCode | null;
  readonly log: TrustedLog | null;
  readonly witnessed: Witnessed | null;
  readonly orgs: readonly string[];
  /** Where nobody knows the log's key: the trust version that a quorum of the log's witnesses has cosigned all the same. */
  readonly cosignedTrust: number;
}

/** The leaf is made from the licence itself: its kind, its signer and its digest. */
export function leafOf({ credential, credentialBytes }: ReadLicence, { sm3 }: Engine): Uint8Array {
  const kind = credential.annotation === null ? entryKind.licence : entryKind.annotatedCopy;
  const entry = { kind, certificate: credential.kid, object: sm3(credentialBytes) };
  return leafHash(sm3, encodeEntry(entry));
}

/** Its checkpoint may be of any age: it is judged by the keys of its own time. */
export function judgeReceipt(
  licence: ReadLicence,
  bundle: TrustBundle,
  engine: Engine,
): JudgedReceipt {
  const { receipt } = licence;
  const leaf = leafOf(licence, engine);
  const none = { log: null, witnessed: null, orgs: [], cosignedTrust: 0 } as const;
  const nothing = { leaf, inclusion: null, ...none } as const;
  if (receipt === null) return { ...nothing, code: 'RECEIPT_MISSING' };
  const log = logByKeyId(bundle, receipt.logKeyId, engine.sm3);
  const { leafIndex: index, size, path } = receipt;
  const root = rootFromInclusion(engine.sm3, leaf, { index, size, path });
  if (root === null) return { ...nothing, log, inclusion: 'LEAF_PATH_WRONG', code: 'NOT_JUDGED' };
  if (log === null) {
    const cosignedTrust = cosignedVersion(licence, receipt, root, bundle, engine);
    return { ...nothing, code: 'LOG_KEY_UNKNOWN', cosignedTrust };
  }
  const witnessed = rebuild(receipt, checkpointOf(receipt, log.origin, root));
  if (receipt.cosignatures.length > log.k) {
    return { ...nothing, log, code: 'COSIGNATURES_EXCESS' };
  }
  const { code, orgs } = judgeWitnesses(log, witnessed, engine);
  return { ...nothing, code, log, witnessed, orgs };
}

/**
 * The log of the licence may have been given another key since: its witnesses, whose keys are known, have then cosigned
 * a text that names a newer bundle. 0 where too few of them have cosigned anything of that log.
 */
function cosignedVersion(
  { credential }: ReadLicence,
  receipt: Receipt,
  root: Uint8Array,
  bundle: TrustBundle,
  engine: Engine,
): number {
  const issuer = issuerByDigest(bundle, credential.kid, engine.sm3);
  const log = issuer && logByOrigin(bundle, issuer.log);
  if (log === null || receipt.cosignatures.length > log.k) return 0;
  const witnessed = rebuild(receipt, checkpointOf(receipt, log.origin, root));
  const { code } = judgeCosignatures(log, witnessed, engine);
  return code === null ? witnessed.checkpoint.trust.version : 0;
}

function rebuild(receipt: Receipt, checkpoint: Checkpoint): Witnessed {
  const { logKeyId, logSignature, cosignatures } = receipt;
  return { checkpoint, text: encodeCheckpoint(checkpoint), logKeyId, logSignature, cosignatures };
}
