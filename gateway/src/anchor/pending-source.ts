import type { LedgerCode, PlacedGroup } from '@yinzhao/chaincode';
import type { GroupEntry, SignedGroup } from '@yinzhao/verifier/format/group';
import type { LeafStatus, StatusStatement } from '@yinzhao/verifier/format/status';

/** What waits for a group of one issuing certificate. */
export interface PendingItems {
  readonly entries: readonly GroupEntry[];
  readonly statements: readonly StatusStatement[];
}

export interface GroupKey {
  readonly log: string;
  readonly certificate: Uint8Array;
  readonly number: number;
}

/** A group that was cut. Its items are named by their objects: SM3 of the credential, SM3 of the statement. */
export interface CutGroup extends GroupKey {
  /** The encoded group. */
  readonly group: Uint8Array;
  /** The encoded empty group that is to take its number, where it was refused for good. */
  readonly empty: Uint8Array | null;
}

/** What is known of a number of a certificate. */
export interface KeptGroup {
  /** cut: on its way · anchored: in the log · released: another group holds the number, or none ever will. */
  readonly state: 'cut' | 'anchored' | 'released';
  /** SM3 of the group that the log is to hold under it; null where that is not known. */
  readonly digest: Uint8Array | null;
}

/** A leaf and what the last statement about it says. */
export interface LeafChange {
  readonly leafIndex: number;
  readonly status: LeafStatus;
}

/**
 * Where the batcher finds its work and writes down what it does: the database. Every writing call is durable when it
 * resolves, and changes nothing when it is made again.
 */
export interface PendingSource {
  /** Items of a certificate that are in no group, the oldest first, at most `limit` of each kind. */
  readonly pending: (certificate: Uint8Array, limit: number) => Promise<PendingItems>;
  /** Null where the number is not known. */
  readonly kept: (key: GroupKey) => Promise<KeptGroup | null>;
  /** Groups that were cut and are neither anchored nor released. */
  readonly unfinished: (log: string) => Promise<readonly CutGroup[]>;
  /**
   * Keeps a group, in place of a released one of the same number, and marks its items as being in it. Objects it does
   * not know are left to the monitor.
   */
  readonly cut: (group: CutGroup) => Promise<void>;
  /** Keeps the empty group too; the refused one may still be committed. */
  readonly replace: (key: GroupKey, empty: Uint8Array) => Promise<void>;
  /** The very group stands in the log: its items have leaves from `placed.first` on, entries before statements. */
  readonly anchored: (key: GroupKey, placed: PlacedGroup) => Promise<void>;
  /** Another group holds the number, or none ever will: the items wait again. */
  readonly release: (key: GroupKey) => Promise<void>;
  /**
   * A group of the log, of which nothing need be known: those of its items that are known have their leaves, whatever
   * was kept under its number. Says whether that was another group.
   * @param objects - of its items in the order of their leaves
   * @throws GatewayError LEDGER_HISTORY_BROKEN where another one was seen in the log under that number
   */
  readonly placed: (
    key: GroupKey,
    placed: PlacedGroup,
    objects: readonly Uint8Array[],
  ) => Promise<{ readonly released: boolean }>;
  /** What the log says of these leaves now. */
  readonly followStatuses: (log: string, changes: readonly LeafChange[]) => Promise<void>;
  /** Whether items were restored of which it is not known whether the log holds them. */
  readonly hasRestored: (log: string) => Promise<boolean>;
  /** The log does not hold them: they wait. Resolves to how many. */
  readonly releaseRestored: (log: string) => Promise<number>;
  /** The ledger will never take these items: whoever asked for them has to be told. */
  readonly refuse: (log: string, objects: readonly Uint8Array[], code: LedgerCode) => Promise<void>;
}

/** The part of the signer that batching needs. */
export interface GroupSigner {
  /** The same group may be signed again; another one under its number only where it is empty. */
  readonly signGroup: (group: Uint8Array) => Promise<Uint8Array>;
  readonly lastGroup: (certificate: Uint8Array) => Promise<SignedGroup | null>;
}
