import type { Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import type { Ledger } from '../ledger/ledger.js';
import type { Mirror } from '../log/mirror.js';
import type { Sightings } from '../log/sightings.js';
import { trustInEffect } from './trust-line.js';

/** When trust versions came into effect on the own peer, as far as this gateway has seen it. */
export interface TrustWatch {
  readonly current: () => Promise<Checkpoint['trust'] | null>;
  /** When the own peer was first seen beyond that version; null where it is not. */
  readonly exceededSince: (version: number) => Promise<number | null>;
  /** Called after each block in which members approve a record; gives what ends it. */
  readonly onApproval: (told: () => void) => () => void;
  readonly close: () => Promise<void>;
}

/** @param versions - of the trust bundle, as the own peer has shown them; closed with the watch */
export function watchTrust(
  ledger: Ledger,
  mirror: Pick<Mirror, 'onBlock'>,
  versions: Sightings,
): TrustWatch {
  const listeners = new Set<() => void>();
  const look = async (): Promise<Checkpoint['trust'] | null> => {
    const trust = await trustInEffect(ledger);
    if (trust !== null) {
      await versions.note(trust.version);
      await versions.sync();
    }
    return trust;
  };
  const stop = mirror.onBlock(({ transactions }) => {
    const approves = transactions.some(
      ({ code, call }) => code === 'VALID' && call()?.name === 'approveRecord',
    );
    // A peer that does not answer now is asked again with the next note.
    if (!approves) return;
    look().catch(() => undefined);
    for (const told of listeners) told();
  });
  return {
    current: look,
    exceededSince: async (version) => {
      const trust = await look();
      return trust !== null && trust.version > version ? versions.since(version) : null;
    },
    onApproval: (told) => {
      listeners.add(told);
      return () => listeners.delete(told);
    },
    close: () => {
      stop();
      return versions.close();
    },
  };
}
