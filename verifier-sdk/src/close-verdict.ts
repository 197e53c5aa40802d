import { evidenceOf } from './evidence-of.js';
import type { OpenKnowledge } from './open-knowledge.js';
import { nameFields } from './shown-fields.js';
import type { JudgedTrees } from './steps/check-log.js';
import { knowledgeAge } from './steps/check-time.js';
import type { Examination } from './steps/examination.js';
import type { Witnessed } from './steps/judge-witnesses.js';
import { typeByCode } from './trust-lookup.js';
import {
  outcomeOf,
  type WitnessedPlace,
  type Established,
  type Freshness,
  type Report,
  type ShownLicence,
  type Verdict,
} from './verdict.js';

/** The answer where the input or the trust could not even be read. */
export function closeUnexamined(report: Report, known: OpenKnowledge, at: number): Verdict {
  const checks = report.checks();
  const { state, evidence } = known;
  return {
    outcome: outcomeOf(checks),
    checks,
    added: [],
    licence: null,
    established: { issued: null, anchored: null, shown: null, status: null },
    freshness: {
      at,
      knowledgeTime: null,
      age: null,
      maximumAge: null,
      trust: trustOf(known),
      floor: state.floor,
    },
    evidence,
    state,
  };
}

export function closeVerdict(examination: Examination, trees: JudgedTrees): Verdict {
  const { report, state } = examination;
  const checks = report.checks();
  return {
    outcome: outcomeOf(checks),
    checks,
    added: [],
    licence: licenceOf(examination),
    established: establishedBy(examination, trees),
    freshness: freshnessOf(examination),
    evidence: evidenceBeside(examination, trees),
    state,
  };
}

/** What the pack shows by itself, of whichever log, and what the receipt shows beside it. */
function evidenceBeside(
  { known, held, log }: Examination,
  trees: JudgedTrees,
): Verdict['evidence'] {
  const ofReceipt =
    trees.continuity === log?.continuity ? null : evidenceOf(held, [trees], known.engine);
  if (known.evidence === null || ofReceipt === null) return known.evidence ?? ofReceipt;
  return [...known.evidence, ...ofReceipt];
}

function licenceOf({ report, held, licence, issuer }: Examination): ShownLicence | null {
  if (issuer === null || !report.passed('issuer', 'signature')) return null;
  const { credential, identifier, disclosure } = licence;
  const shown = report.passed('fields') ? disclosure?.fields : undefined;
  const named = typeByCode(held.bundle, identifier.type);
  return {
    identifier: credential.identifier,
    type: identifier.type,
    typeName: named?.name ?? null,
    body: identifier.body,
    bodyName: issuer.trusted.bodyName,
    from: credential.from,
    to: credential.to,
    predecessor: credential.predecessor,
    annotation: credential.annotation,
    fields: shown === undefined ? [] : nameFields(shown, named),
  };
}

function placeOf({ checkpoint }: Witnessed, orgs: readonly string[]): WitnessedPlace {
  const { origin, size, root, time } = checkpoint;
  return { log: origin, size, root, time, witnessedBy: orgs };
}

function establishedBy(examination: Examination, trees: JudgedTrees): Established {
  const { report, held, licence, anchor, issuer, receipt } = examination;
  const isIssued = report.passed('issuer', 'certificate', 'authority', 'signature');
  const isWitnessed = licence.place !== null || report.passed('receipt');
  const isAnchored = report.passed('inclusion') && isWitnessed && anchor !== null;
  return {
    issued:
      issuer !== null && isIssued
        ? {
            body: issuer.trusted.body,
            certificate: licence.credential.kid,
            trustVersion: held.bundle.version,
          }
        : null,
    anchored:
      isAnchored && receipt.witnessed !== null
        ? { ...placeOf(receipt.witnessed, receipt.orgs), leafIndex: anchor.leafIndex }
        : null,
    shown: showingOf(examination),
    status: isAnchored ? statusOf(examination, trees) : null,
  };
}

/** The key is the holder's only where the issuing body has signed it. */
function showingOf({ report, licence }: Examination): Established['shown'] {
  if (licence.proof === null || !report.passed('issuer', 'signature', 'holder')) return null;
  const { time, purpose, audience, challenge } = licence.proof;
  return { time, purpose, audience, challenge };
}

function statusOf(examination: Examination, trees: JudgedTrees): Established['status'] {
  const { report, log, anchor } = examination;
  if (log === null || anchor === null || !report.passed('checkpoint', 'continuity')) return null;
  const value = log.status()?.statusAt(anchor.leafIndex) ?? null;
  if (value === null || log.witnessed === null) return null;
  return {
    ...placeOf(log.witnessed, log.orgs),
    value,
    sequence: log.witnessed.checkpoint.status.sequence,
    continuity: trees.continuity.proven ? 'proven' : 'first',
    sameTree: trees.isSameTree ? 'proven' : 'byQuorum',
  };
}

function trustOf({ held }: OpenKnowledge): Freshness['trust'] {
  if (held === null) return null;
  const { version, issued, expires } = held.bundle;
  return { version, issued, expires };
}

function freshnessOf(examination: Examination): Freshness {
  const { known, state, at } = examination;
  const { time, maximumAge } = knowledgeAge(examination);
  return {
    at,
    knowledgeTime: time,
    age: time === null ? null : at - time,
    maximumAge,
    trust: trustOf(known),
    floor: state.floor,
  };
}
