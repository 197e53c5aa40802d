import { readIssuer } from '../anchor/read-log.js';
import type { Ledger } from '../ledger/ledger.js';
import { readRecord } from '../registry.js';

/** What the ledger knows of issuing bodies, as the own peer has it. */
export interface Bodies {
  /** Who takes over the statuses of a retired body; null where nobody does. */
  readonly successorOf: (body: string) => Promise<string | null>;
  /** Whose issuing certificate it is, by its SM3; null where it is nobody's. */
  readonly ownerOf: (certificate: Uint8Array) => Promise<string | null>;
}

/** The ledger takes no longer chains. */
const maximumSuccessions = 8;

export function ledgerBodies(ledger: Ledger): Bodies {
  return {
    successorOf: async (body) => {
      const record = await readRecord(ledger, `body/${body}`);
      return record?.kind === 'body' ? record.successor : null;
    },
    ownerOf: async (certificate) => (await readIssuer(ledger, certificate))?.body ?? null,
  };
}

/** The body itself, or whoever the registry names as its successor, at once or step by step: as the ledger judges. */
export async function mayTakeOver(bodies: Bodies, owner: string, body: string): Promise<boolean> {
  let current: string | null = owner;
  for (let step = 0; step <= maximumSuccessions && current !== null; step++) {
    if (current === body) return true;
    current = await bodies.successorOf(current);
  }
  return false;
}
