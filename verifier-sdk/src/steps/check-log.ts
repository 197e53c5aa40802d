import type { EndorsedTree, Continuity } from './judge-continuity.js';
import { judgeReceiptTree } from './judge-continuity.js';
import type { Examination } from './examination.js';
import { noteOfReceipt } from './note-of-receipt.js';
import { decodeCheckpoint } from '../format/checkpoint.js';
import { decodeSignedNote } from '../format/signed-note.js';

/** The pack's checkpoint of the licence's log, and that it, what is remembered and the receipt are of one log. */
export function checkLog(examination: Examination): Continuity {
  const { report, known, log } = examination;
  if (known.packCode !== null) report.record('checkpoint', known.packCode);
  else report.record('checkpoint', log === null ? 'STATUS_UNKNOWN' : log.code);
  const continuity = contradiction(examination) ?? log?.continuity ?? null;
  if (continuity === null || continuity.code === 'NOT_JUDGED') return undecided;
  report.record('continuity', continuity.code);
  return continuity;
}

const undecided: Continuity = { code: 'NOT_JUDGED', proven: false, evidence: null };

/** A fork that the pack itself shows comes first; then the receipt's tree is compared with both others. */
function contradiction(examination: Examination): Continuity | null {
  const { known, log } = examination;
  if (log?.continuity.code === 'FORK') return log.continuity;
  for (const other of [treeOfPack(examination), treeKnown(examination)]) {
    const own = treeOfReceipt(examination);
    if (own === null || other === null) continue;
    const proofs = log?.sync.proofs ?? [];
    const found = judgeReceiptTree(own, other, proofs, known.engine);
    if (found.code === 'FORK') return found;
  }
  return null;
}

function treeOfReceipt({ anchor, receipt, known }: Examination): EndorsedTree | null {
  const { endorsed, log } = receipt;
  if (anchor === null || endorsed === null || log === null) return null;
  return { checkpoint: endorsed.checkpoint, note: noteOfReceipt(endorsed, log, known.engine) };
}

function treeOfPack({ log }: Examination): EndorsedTree | null {
  if (log === null || log.code !== null || log.endorsed === null) return null;
  return { checkpoint: log.endorsed.checkpoint, note: log.sync.note };
}

function treeKnown({ known, receipt }: Examination): EndorsedTree | null {
  const stored = receipt.log && known.known(receipt.log.origin);
  if (stored === null) return null;
  return { checkpoint: decodeCheckpoint(decodeSignedNote(stored.note).text), note: stored.note };
}

/** Whether a path shows the receipt's tree to be a part of the pack's. */
export function isSameTree(examination: Examination): boolean {
  const own = treeOfReceipt(examination);
  const pack = treeOfPack(examination);
  if (own === null || pack === null) return false;
  const proofs = examination.log?.sync.proofs ?? [];
  return judgeReceiptTree(own, pack, proofs, examination.known.engine).proven;
}
