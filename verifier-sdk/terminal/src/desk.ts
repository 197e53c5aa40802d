import {
  builtInPolicy,
  encodeStatement,
  openKnowledge,
  stateOfTrust,
  statementOf,
  verify,
  type Engine,
  type VerifierState,
} from '@yinzhao/verifier';
import type { StateStore } from '@yinzhao/verifier/browser/state-store';
import { takePack, type TakenPack } from '@yinzhao/verifier/take-pack';
import { fetchPack, type Ask } from './gateway.js';
import type { Kept } from './kept.js';
import { knownView, type KnownView } from './knowledge-view.js';
import type { SyncResult } from './messages.js';
import type { TrustOffer } from './set-up.js';
import { verdictView, type VerdictView } from './verdict-view.js';

/** What a desk has of the world. */
export interface DeskParts {
  readonly engine: Engine;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly kept: Kept;
  readonly openState: (adopt: boolean) => Promise<StateStore>;
  readonly ask: Ask;
}

export interface Answer {
  readonly view: VerdictView;
  /** To be saved by whoever wants to, and forgotten otherwise. */
  readonly statement: Uint8Array;
}

/** What a window does, without a screen: everything is remembered before it is told. One thing after another. */
export interface Desk {
  /** What it knows; null before the first trust bundle. */
  readonly known: () => KnownView | null;
  /**
   * Reads what is remembered.
   * @param adopt - takes a state that was copied or restored as it is
   * @throws VerifierError STATE_ codes
   */
  readonly open: (adopt?: boolean) => Promise<void>;
  /** Believes that bundle first, unless another one is believed already. */
  readonly begin: (offer: TrustOffer) => Promise<void>;
  readonly take: (pack: Uint8Array) => Promise<SyncResult>;
  readonly sync: () => Promise<SyncResult>;
  readonly judge: (input: Uint8Array, policy: 'hall' | 'archive') => Promise<Answer>;
}

export function openDesk({ engine, now, kept, openState, ask }: DeskParts): Desk {
  let view: KnownView | null = null;
  let last: Promise<unknown> = Promise.resolve();
  /** Where the state was deleted and that was meant, until there is another one. */
  let begins = false;
  /** A deed that failed does not stop the next. */
  const inTurn = <T>(deed: () => Promise<T>): Promise<T> => {
    const turn = last.then(deed, deed);
    last = turn.catch(() => undefined);
    return turn;
  };
  /** Another page may have written the state since: it is read anew each time. */
  const withState = async <T>(
    deed: (store: StateStore) => Promise<T>,
    adopt = false,
  ): Promise<T> => {
    const store = await openState(adopt);
    try {
      return await deed(store);
    } finally {
      await store.close();
    }
  };
  const look = (state: VerifierState | null, pack: Uint8Array | null): void => {
    view =
      state === null || state.trust === null
        ? null
        : knownView(openKnowledge({ sync: pack, state }, builtInPolicy('hall'), engine), pack);
  };

  const open = (adopt = false): Promise<void> =>
    withState(async (store) => {
      const state = store.load();
      begins = adopt && state === null;
      look(state, await kept.pack());
    }, adopt);
  const begin = ({ network, bytes }: TrustOffer): Promise<void> =>
    withState(async (store) => {
      const before = store.load();
      const state = before?.trust ? before : stateOfTrust(network, bytes);
      await store.save(state);
      begins = false;
      look(state, await kept.pack());
    }, begins);
  const take = (bytes: Uint8Array): Promise<SyncResult> =>
    withState(async (store) => {
      const before = await kept.pack();
      const taken = takePack(bytes, before, store.load(), engine);
      const { known, state } = taken;
      if (known.evidence !== null) await kept.keepEvidence(known.evidence);
      await store.save(state);
      if (taken.replaces) await kept.keepPack(taken.pack);
      look(state, taken.replaces ? taken.pack : before);
      return endOf(taken);
    });
  const sync = async (): Promise<SyncResult> => {
    // Nobody is kept from the state while the gateway is asked.
    const state = await inTurn(() => withState((store) => Promise.resolve(store.load())));
    if (state === null) return { end: 'refused', code: 'TRUST_UNKNOWN' };
    const answer = await fetchPack(ask, state, await kept.pack(), engine);
    return answer.ok ? inTurn(() => take(answer.bytes)) : { end: answer.why, code: null };
  };
  const judge = (input: Uint8Array, policyName: 'hall' | 'archive'): Promise<Answer> =>
    withState(async (store) => {
      const pack = await kept.pack();
      const policy = builtInPolicy(policyName);
      const knowledge = { sync: pack, state: store.load() };
      const verdict = verify(input, knowledge, { at: now(), policy, engine });
      if (verdict.evidence !== null) await kept.keepEvidence(verdict.evidence);
      await store.save(verdict.state);
      const judged = { input, sync: pack, policy };
      return {
        view: verdictView(verdict, policy.name),
        statement: encodeStatement(statementOf(verdict, judged, engine)),
      };
    });
  return {
    known: () => view,
    open: (adopt) => inTurn(() => open(adopt)),
    begin: (offer) => inTurn(() => begin(offer)),
    take: (pack) => inTurn(() => take(pack)),
    sync,
    judge: (input, policy) => inTurn(() => judge(input, policy)),
  };
}

function endOf({ known, logs, replaces }: TakenPack): SyncResult {
  const { packCode, trustCode } = known;
  if (packCode !== null) return { end: 'refused', code: packCode };
  const codes = logs.map(({ code }) => code);
  const code = trustCode ?? codes.find((one) => one !== null) ?? null;
  if (codes.includes('CHECKPOINT_ROLLED_BACK')) return { end: 'older', code };
  if (code === null && replaces) return { end: 'taken', code };
  return { end: codes.includes(null) ? 'partly' : 'refused', code };
}
