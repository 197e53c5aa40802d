import type { OpenKnowledge, OpenLog } from '../open-knowledge.js';
import { raiseFloor, type VerifierState } from '../state.js';
import type { Report } from '../verdict.js';
import type { Anchor } from './judge-authority.js';
import { judgePlace } from './judge-place.js';
import { judgeReceipt, type JudgedReceipt } from './judge-receipt.js';
import type { KnownIssuer } from './judge-certificate.js';
import type { HeldTrust } from './open-trust.js';
import type { ReadLicence } from './read-licence.js';

/** One licence under one body of knowledge: what the steps look at, and the report they write to. */
export interface Examination {
  readonly report: Report;
  readonly known: OpenKnowledge;
  readonly held: HeldTrust;
  readonly licence: ReadLicence;
  readonly receipt: JudgedReceipt;
  /** null where neither receipt nor subtree proves it. */
  readonly anchor: Anchor | null;
  /** null where the trust bundle does not name it. */
  readonly issuer: KnownIssuer | null;
  /** What the pack says of the licence's log. */
  readonly log: OpenLog | null;
  /** With the time that the receipt proves. */
  readonly state: VerifierState;
  readonly at: number;
  /** 16 bytes that the verifier has drawn for this showing; null: none. */
  readonly challenge: Uint8Array | null;
}

export function examine(
  report: Report,
  known: OpenKnowledge,
  held: HeldTrust,
  licence: ReadLicence,
  { at, challenge }: Pick<Examination, 'at' | 'challenge'>,
): Examination {
  const issuer = known.issuer(licence.credential.kid);
  const { place } = licence;
  const receipt =
    place === null
      ? judgeReceipt(licence, held.bundle, known.engine)
      : judgePlace(licence, place, issuer && known.log(issuer.trusted.log), known.engine);
  const anchor = anchorOf(receipt, licence);
  const origin = receipt.log?.origin ?? issuer?.trusted.log;
  const log = origin === undefined ? null : known.log(origin);
  const state = raiseFloor(known.state, anchor?.time ?? 0);
  return { report, known, held, licence, receipt, anchor, issuer, log, state, at, challenge };
}

function anchorOf(
  { inclusion, code, witnessed }: JudgedReceipt,
  { receipt, place }: ReadLicence,
): Anchor | null {
  const at = receipt ?? place;
  if (inclusion !== null || code !== null || witnessed === null || at === null) return null;
  const { origin, time } = witnessed.checkpoint;
  return { log: origin, leafIndex: at.leafIndex, time, isBefore: receipt === null };
}
