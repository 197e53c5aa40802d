import type { CheckCode } from '../check-codes.js';
import type { CredentialContent } from '../format/credential.js';
import type { LicenceIdentifier } from '../format/licence-identifier.js';
import type { Policy } from '../policy.js';
import type { Examination } from './examination.js';

function judgeHolder(holderKey: Uint8Array | null): CheckCode {
  return holderKey === null ? 'HOLDER_KEY_MISSING' : 'HOLDER_PROOF_MISSING';
}

function asksNothing({ types, purpose, audience }: Policy): boolean {
  return types === null && purpose === null && audience === null;
}

/** Where a purpose or an audience is asked for, only a copy made for it will do. */
function judgeAcceptance(
  policy: Policy,
  identifier: LicenceIdentifier,
  annotation: CredentialContent['annotation'],
): CheckCode | null {
  if (policy.types !== null && !policy.types.includes(identifier.type)) return 'TYPE_NOT_ACCEPTED';
  if (policy.purpose !== null && policy.purpose !== annotation?.purpose) return 'PURPOSE_WRONG';
  if (policy.audience !== null && policy.audience !== annotation?.audience) return 'AUDIENCE_WRONG';
  return null;
}

/** What the policy asks beyond a licence that holds: its holder, its type, and what a copy was made for. */
export function checkAcceptance({ report, known, licence }: Examination): void {
  const { policy } = known;
  const { credential, identifier } = licence;
  if (policy.holderProof === 'required') report.record('holder', judgeHolder(credential.holderKey));
  else report.notApplicable('holder');
  if (asksNothing(policy)) report.notApplicable('acceptance');
  else report.record('acceptance', judgeAcceptance(policy, identifier, credential.annotation));
}
