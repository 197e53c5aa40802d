/**
 * restored: whether the log holds it is still to be looked up · signed: waits for a group · anchoring: in a group ·
 * anchored: in the log · refused: the ledger never takes it.
 */
export const waitingStates = ['restored', 'signed', 'anchoring', 'anchored', 'refused'] as const;

/** What waits for a group of its certificate: a credential or a statement, named by its object. */
export interface Waiting {
  /** A licence has others too, with which it is not signed yet, or in the log already. */
  readonly state: (typeof waitingStates)[number];
  readonly log: string;
  readonly certificate: string;
  readonly object?: string;
  readonly groupNumber?: number;
  readonly leafIndex?: number;
  readonly refusal?: string;
}

/** In no group yet, of one certificate: the oldest first, by {@link inOrder}. */
export function waitingUnder(certificate: string): Pick<Waiting, 'certificate' | 'state'> {
  return { certificate, state: 'signed' };
}

/** An identifier of the database rises with the time of its insert. */
export const inOrder = { _id: 1 } as const;
