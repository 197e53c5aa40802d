import type { Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import type { Ledger } from '../ledger/ledger.js';
import type { Mirror } from '../log/mirror.js';
import { trustInEffect } from './trust-line.js';

/** When trust versions came into effect on the own peer, as far as this process has seen it. */
export interface TrustWatch {
  readonly current: () => Promise<Checkpoint['trust'] | null>;
  /** When the own peer was first seen beyond that version; null where it is not. */
  readonly exceededSince: (version: number) => Promise<number | null>;
  /** Called after each block in which members approve a record; gives what ends it. */
  readonly onApproval: (told: () => void) => () => void;
  readonly close: () => void;
}

/** @param now - Unix milliseconds */
export function watchTrust(
  ledger: Ledger,
  mirror: Pick<Mirror, 'onBlock'>,
  now: () => number,
): TrustWatch {
  const listeners = new Set<() => void>();
  const seen: { readonly version: number; readonly at: number }[] = [];
  const look = async (): Promise<Checkpoint['trust'] | null> => {
    const trust = await trustInEffect(ledger);
    if (trust !== null && trust.version > (seen.at(-1)?.version ?? 0)) {
      seen.push({ version: trust.version, at: now() });
    }
    return trust;
  };
  const close = mirror.onBlock(({ transactions }) => {
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
      await look();
      return seen.find((one) => one.version > version)?.at ?? null;
    },
    onApproval: (told) => {
      listeners.add(told);
      return () => listeners.delete(told);
    },
    close,
  };
}
