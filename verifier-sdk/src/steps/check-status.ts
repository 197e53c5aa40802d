import type { CheckCode } from '../check-codes.js';
import type { Annotation } from '../format/credential.js';
import { leafStatus, type LeafStatus } from '../format/status.js';
import type { DecodedSnapshot } from '../format/status-snapshot.js';
import type { OpenLog } from '../open-knowledge.js';
import { logByKeyId } from '../trust-lookup.js';
import type { Examination } from './examination.js';

const codes: Readonly<Record<LeafStatus, CheckCode | null>> = {
  [leafStatus.valid]: null,
  [leafStatus.suspended]: 'LICENCE_SUSPENDED',
  [leafStatus.revoked]: 'LICENCE_REVOKED',
  [leafStatus.annulled]: 'LICENCE_ANNULLED',
  [leafStatus.expiredEarly]: 'LICENCE_EXPIRED_EARLY',
  [leafStatus.superseded]: 'LICENCE_SUPERSEDED',
};

/** A leaf beyond the snapshot is not valid but unknown. */
function judgeStatus(snapshot: DecodedSnapshot, leafIndex: number): CheckCode | null {
  const status = snapshot.statusAt(leafIndex);
  return status === null ? 'STATUS_NOT_COVERED' : codes[status];
}

/** Of the licence that an annotated copy was made of. */
function judgeOriginal(snapshot: DecodedSnapshot | null, leafIndex: number): CheckCode | null {
  const status = snapshot?.statusAt(leafIndex) ?? null;
  if (status === null) return 'ORIGINAL_STATUS_UNKNOWN';
  return status === leafStatus.valid ? null : 'ORIGINAL_NOT_VALID';
}

/** By the leaf that the receipt proves, in the lists that the pack's checkpoint covers; for a copy its original too. */
export function checkStatus(examination: Examination): void {
  const { report, anchor, log, licence } = examination;
  if (anchor === null || log === null || !report.passed('checkpoint', 'continuity')) return;
  const snapshot = log.status();
  const own = snapshot === null ? 'STATUS_LIST_WRONG' : judgeStatus(snapshot, anchor.leafIndex);
  const { annotation } = licence.credential;
  if (own !== null || annotation === null) report.record('status', own);
  else report.record('status', statusOfOriginal(annotation.original, examination));
}

function statusOfOriginal(
  original: Annotation['original'],
  examination: Examination,
): CheckCode | null {
  const log = logOfOriginal(original, examination);
  const snapshot = log !== null && log.continuity.code === null ? log.status() : null;
  return judgeOriginal(snapshot, original.leafIndex);
}

/** What the pack says of the log that holds the original of a copy, which need not be the log of the copy. */
export function logOfOriginal(
  original: Annotation['original'],
  { known, held }: Examination,
): OpenLog | null {
  const trusted = logByKeyId(held.bundle, original.log, known.engine.sm3);
  return trusted && known.log(trusted.origin);
}
