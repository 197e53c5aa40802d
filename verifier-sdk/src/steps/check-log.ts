import { noteOf } from './counted-note.js';
import type { Examination } from './examination.js';
import {
  fine,
  fork,
  judgeReceiptTree,
  shown,
  type Continuity,
  type WitnessedTree,
} from './judge-continuity.js';
import { judgeLeaf } from './judge-subtree.js';

/** What became of the pack's checkpoint and of the receipt's tree beside it. */
export interface JudgedTrees {
  readonly continuity: Continuity;
  /** The receipt's leaf, or its whole tree, was shown to be a part of the pack's tree. */
  readonly isSameTree: boolean;
}

/** The pack's checkpoint of the licence's log, and that it, what is remembered and the receipt are of one log. */
export function checkLog(examination: Examination): JudgedTrees {
  const { report, known, log } = examination;
  if (known.packCode !== null) report.record('checkpoint', known.packCode);
  else report.record('checkpoint', log === null ? 'STATUS_UNKNOWN' : log.code);
  const compared = compareReceipt(examination);
  const isSameTree = compared.some(({ proven }) => proven);
  const ofPack = log?.continuity ?? undecided;
  // A fork that the pack itself shows comes first.
  const forked = [ofPack, ...compared].find(({ code }) => code === 'FORK');
  const continuity = forked ?? ofPack;
  if (continuity.code !== 'NOT_JUDGED') report.record('continuity', continuity.code);
  return { continuity, isSameTree };
}

const undecided: Continuity = { code: 'NOT_JUDGED', proven: false, evidence: null };

/** The receipt's tree beside the pack's, by its proofs and by its subtrees, and beside the one remembered. */
function compareReceipt(examination: Examination): readonly Continuity[] {
  const { known, log, receipt } = examination;
  const own = treeOfReceipt(examination);
  if (own === null) return [];
  const pack = treeOfPack(examination);
  const remembered = receipt.log && known.known(receipt.log.origin);
  // A pack's paths lead to its own tree and to no other.
  const proofs = log?.sync.proofs ?? [];
  const withKnown = remembered && judgeReceiptTree(own, remembered, [], known.engine);
  return [
    ...(pack === null ? [] : [judgeReceiptTree(own, pack, proofs, known.engine)]),
    ...(pack === null ? [] : [compareLeaf(examination, own, pack)]),
    // That the remembered tree and the receipt's agree says nothing of the pack's.
    ...(withKnown === null ? [] : [{ ...withKnown, proven: false }]),
  ];
}

function compareLeaf(
  { known, log, licence, receipt }: Examination,
  own: WitnessedTree,
  pack: WitnessedTree,
): Continuity {
  const subtrees = log?.subtrees() ?? null;
  if (subtrees === null || licence.receipt === null) return fine;
  const { size } = pack.checkpoint;
  const isThere = judgeLeaf(receipt.leaf, licence.receipt, subtrees, size, known.engine.sm3);
  if (isThere === null) return fine;
  if (isThere) return shown;
  const { leafIndex, path } = licence.receipt;
  return fork([pack.note(), own.note()], {
    kind: 'leaf',
    leafIndex,
    leaf: receipt.leaf,
    path,
    subtrees,
  });
}

function treeOfReceipt({ anchor, receipt, known }: Examination): WitnessedTree | null {
  const { witnessed, log } = receipt;
  if (anchor === null || witnessed === null || log === null) return null;
  const note = (): Uint8Array => noteOf(witnessed, log, known.engine);
  return { checkpoint: witnessed.checkpoint, note };
}

function treeOfPack({ log }: Examination): WitnessedTree | null {
  if (log === null || log.code !== null || log.witnessed === null) return null;
  return { checkpoint: log.witnessed.checkpoint, note: () => log.sync.note };
}
