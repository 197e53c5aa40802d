import { checkEffects, type CheckCode } from './check-codes.js';
import type { CheckText } from './check-texts.js';
import type { CredentialContent } from './format/credential.js';
import type { Showing } from './format/holder-proof.js';
import type { LeafStatus } from './format/status.js';
import type { DisplayName } from './format/type-names.js';
import type { ShownField } from './shown-fields.js';
import type { VerifierState } from './state.js';

/** What is checked, in the order in which it is told. */
export const checkNames = [
  'format',
  'trust',
  'issuer',
  'certificate',
  'authority',
  'signature',
  'fields',
  'inclusion',
  'receipt',
  'checkpoint',
  'continuity',
  'status',
  'clock',
  'freshness',
  'validity',
  'holder',
  'acceptance',
] as const;
/** One of {@link checkNames}. */
export type CheckName = (typeof checkNames)[number];

/** What one check found. */
export interface Check {
  readonly name: CheckName;
  /** `failed` makes the answer `invalid`, `unknown` makes it `undetermined` where nothing has failed. */
  readonly outcome: 'passed' | 'failed' | 'unknown' | 'notApplicable';
  /** null where it passed or does not apply. */
  readonly code: CheckCode | null;
}

/** What an {@link AddedCheck} says. */
export interface AddedResult {
  /** With a dot in it, as none of ours. */
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'unknown';
  /** The check's own, or `ADDED_CHECK_BROKEN`; null where it passed. */
  readonly code: string | null;
  readonly text: CheckText | null;
}

/**
 * `invalid`: a check has failed. `undetermined`: knowledge is missing or too old, which says nothing against the licence and
 * is never to be told as revoked.
 */
export type Outcome = 'valid' | 'invalid' | 'undetermined';

/** What the licence says; given only where its issuer is known and has signed it. */
export interface ShownLicence {
  /** GB/T 36904 without its root. */
  readonly identifier: string;
  /** Its type code, 21 characters. */
  readonly type: string;
  /** null where the trust bundle does not name the type. */
  readonly typeName: DisplayName | null;
  /** Unified social credit code of the issuing body, and its name by the trust bundle. */
  readonly body: string;
  readonly bodyName: string;
  /** Civil days of UTC+8, both inclusive; null: 长期, no end. */
  readonly from: number;
  readonly to: number | null;
  /** Identifier of the licence that this one replaces. */
  readonly predecessor: string | null;
  /** What an annotated copy was made for; null where it is none. */
  readonly annotation: CredentialContent['annotation'];
  /** The fields that were shown and lead to the signed root, ascending by number. */
  readonly fields: readonly ShownField[];
}

/** A checkpoint that a quorum of witnesses has cosigned. */
export interface WitnessedPlace {
  /** Origin of the log, `yinzhao/<network>/<member>`. */
  readonly log: string;
  /** Leaves of its tree, and the tree's root. */
  readonly size: number;
  readonly root: Uint8Array;
  /** Unix milliseconds, as the log says and its witnesses have compared. */
  readonly time: number;
  /** Organisations whose cosignature counted, ascending. */
  readonly witnessedBy: readonly string[];
}

/** What has been shown, whatever the outcome: each member null until every check it rests on has passed. */
export interface Established {
  /** The body signed this licence and was entitled to, by the trust bundle of that version. */
  readonly issued: {
    readonly body: string;
    /** SM3 of the issuing certificate. */
    readonly certificate: Uint8Array;
    readonly trustVersion: number;
  } | null;
  /** The licence stands in the log at this place, under this checkpoint. */
  readonly anchored: (WitnessedPlace & { readonly leafIndex: number }) | null;
  /** The device that the licence names as its holder's has shown it, by its own clock within a minute of `at`. */
  readonly shown: Showing | null;
  /** The status of the licence at this checkpoint, and nothing about later ones. */
  readonly status:
    | (WitnessedPlace & {
        readonly value: LeafStatus;
        /** Number of status leaves of the log until then. */
        readonly sequence: number;
        /** `proven`: continues what this verifier knew. `first`: it knew nothing of this log. */
        readonly continuity: 'proven' | 'first';
        /**
         * Whether the receipt's tree is a part of this one by a hash path, or only because no quorum witnesses two trees
         * of one log unless a witness lies twice.
         */
        readonly sameTree: 'proven' | 'byQuorum';
      })
    | null;
}

/** How old the answer is. Times are Unix milliseconds. */
export interface Freshness {
  /** The instant the verification was asked for. */
  readonly at: number;
  /** Time of the checkpoint that the status rests on. */
  readonly knowledgeTime: number | null;
  /** `at` less `knowledgeTime`. */
  readonly age: number | null;
  /** The age up to which the policy, or the trust bundle, calls it fresh. */
  readonly maximumAge: number | null;
  /** The trust bundle that was judged by: its version, and the time from which and until which it speaks. */
  readonly trust: {
    readonly version: number;
    readonly issued: number;
    readonly expires: number;
  } | null;
  /** No earlier than this, by the checkpoints seen so far. */
  readonly floor: number;
}

/** The answer: what was asked, what was found, and what follows. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Every check, in the order of {@link checkNames}. */
  readonly checks: readonly Check[];
  /** Checks that the caller has added, in the order given; part of the outcome like ours. */
  readonly added: readonly AddedResult[];
  /** null where its issuer is not known or has not signed it. */
  readonly licence: ShownLicence | null;
  readonly established: Established;
  readonly freshness: Freshness;
  /**
   * Encoded fork evidence, a file for each contradiction, of each log and of the receipt one at most: keep and report
   * them; null where there is none.
   */
  readonly evidence: readonly Uint8Array[] | null;
  /** To be stored before the answer is given. */
  readonly state: VerifierState;
}

/** Collects the checks; what is never recorded could not be judged. */
export interface Report {
  /** @returns whether the check passed */
  readonly record: (name: CheckName, code: CheckCode | null) => boolean;
  readonly notApplicable: (name: CheckName) => void;
  readonly passed: (...names: readonly CheckName[]) => boolean;
  readonly checks: () => readonly Check[];
}

export function openReport(): Report {
  const found = new Map<CheckName, Check>();
  return {
    record: (name, code) => {
      found.set(name, { name, outcome: code === null ? 'passed' : checkEffects[code], code });
      return code === null;
    },
    notApplicable: (name) => {
      found.set(name, { name, outcome: 'notApplicable', code: null });
    },
    passed: (...names) => names.every((name) => found.get(name)?.outcome === 'passed'),
    checks: () =>
      checkNames.map((name) => found.get(name) ?? { name, outcome: 'unknown', code: 'NOT_JUDGED' }),
  };
}

/** One failed check makes it invalid, whatever else is not known. */
export function outcomeOf(checks: readonly Pick<Check | AddedResult, 'outcome'>[]): Outcome {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 'invalid';
  return checks.some(({ outcome }) => outcome === 'unknown') ? 'undetermined' : 'valid';
}
