import type { CheckCode } from '../check-codes.js';
import { equalBytes } from '../format/bytes.js';
import { holderProofMessage, type HolderProof } from '../format/holder-proof.js';
import type { Engine } from '../sm/engine.js';
import { hasSigned } from '../sm/has-signed.js';
import { decompressPublicKey } from '../sm/sm2-curve.js';
import type { Examination } from './examination.js';
import { tryReading } from '../try-reading.js';
import type { ReadLicence } from './read-licence.js';

/** From the device's clock to the instant of the verification, in either direction. */
const tolerance = 60_000;

/** That the device whose key the issuing body has signed shows this, now, and to whoever asked. */
export function checkHolder(examination: Examination): void {
  const { report, licence } = examination;
  const { proof, credential } = licence;
  if (proof !== null) report.record('holder', judgeProof(examination, proof));
  else if (!isAsked(examination)) report.notApplicable('holder');
  else {
    const isBound = credential.holderKey !== null;
    report.record('holder', isBound ? 'HOLDER_PROOF_MISSING' : 'HOLDER_KEY_MISSING');
  }
}

/** A picture of a show code would do for ever, could its proof be left out. */
function isAsked({ known, licence, challenge }: Examination): boolean {
  const isBoundCode = licence.form === 'showCode' && licence.credential.holderKey !== null;
  return isBoundCode || challenge !== null || known.policy.holderProof === 'required';
}

function judgeProof(
  { report, known, licence, at, challenge }: Examination,
  proof: HolderProof,
): CheckCode | null {
  if (!isSigned(licence, proof, known.engine)) return 'HOLDER_PROOF_WRONG';
  if (challenge !== null && !isAnswer(proof, challenge)) return 'HOLDER_CHALLENGE_WRONG';
  if (!report.passed('clock')) return 'NOT_JUDGED';
  return Math.abs(at - proof.time) > tolerance ? 'HOLDER_PROOF_OUT_OF_TIME' : null;
}

function isAnswer(proof: HolderProof, challenge: Uint8Array): boolean {
  return proof.challenge !== null && equalBytes(proof.challenge, challenge);
}

/** The message is made from what was read: of other fields, or of another licence, it is another one. */
function isSigned(
  { credential, credentialBytes, disclosure }: ReadLicence,
  proof: HolderProof,
  engine: Engine,
): boolean {
  if (credential.holderKey === null) return false;
  const key = keyOf(credential.holderKey);
  const shown = { credential: credentialBytes, disclosure };
  const message = holderProofMessage(shown, proof, engine.sm3);
  return key !== null && hasSigned(engine, key, message, proof.signature);
}

function keyOf(compressed: Uint8Array): Uint8Array | null {
  return tryReading(() => decompressPublicKey(compressed)).value;
}
