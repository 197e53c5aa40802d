import type { CheckCode } from '../check-codes.js';
import { equalBytes } from '../format/bytes.js';
import type { LeafPlace } from '../format/receipt.js';
import type { OpenLog } from '../open-knowledge.js';
import { cutNodeOf } from '../merkle/cut.js';
import { rootFromInclusion } from '../merkle/inclusion.js';
import type { Engine } from '../sm/engine.js';
import { leafOf, type JudgedReceipt } from './judge-receipt.js';
import type { ReadLicence } from './read-licence.js';

/**
 * A place in the short form: the leaf leads to a root that the pack's own tree is cut at, so that the pack's checkpoint
 * stands for a receipt's.
 * @param log - what the pack says of the issuer's log: each issuing certificate belongs to exactly one
 */
export function judgePlace(
  licence: ReadLicence,
  place: LeafPlace,
  log: OpenLog | null,
  engine: Engine,
): JudgedReceipt {
  const leaf = leafOf(licence, engine);
  const none = {
    leaf,
    code: null,
    log: null,
    witnessed: null,
    orgs: [],
    cosignedTrust: 0,
  } as const;
  if (log === null || log.code !== null || log.witnessed === null) {
    return { ...none, inclusion: 'SUBTREE_UNKNOWN' };
  }
  const { trusted, witnessed, orgs } = log;
  const inclusion = judgePath(leaf, place, witnessed.checkpoint.size, log, engine);
  return { ...none, inclusion, log: trusted, witnessed, orgs };
}

/** A root that is not held, or another one than the path was made for, says nothing against the licence. */
function judgePath(
  leaf: Uint8Array,
  { leafIndex, path }: LeafPlace,
  size: number,
  log: OpenLog,
  { sm3 }: Engine,
): CheckCode | null {
  const node = cutNodeOf(leafIndex, size);
  const subtrees = log.subtrees();
  const root = node === null || subtrees === null ? null : node.in(subtrees);
  if (node === null || root === null || path.length !== node.height) return 'SUBTREE_UNKNOWN';
  const span = 2 ** node.height;
  const computed = rootFromInclusion(sm3, leaf, { index: leafIndex % span, size: span, path });
  return computed !== null && equalBytes(computed, root) ? null : 'SUBTREE_ROOT_WRONG';
}
