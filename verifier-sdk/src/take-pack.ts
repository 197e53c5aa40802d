import type { CheckCode } from './check-codes.js';
import { completePack } from './complete-pack.js';
import { decodeSyncPack } from './format/sync-pack.js';
import { codeOfLog, openKnowledge, type OpenKnowledge } from './open-knowledge.js';
import { builtInPolicy } from './policy.js';
import type { Engine } from './sm/engine.js';
import type { VerifierState } from './state.js';

/** What a pack has brought of one log. */
export interface TakenLog {
  readonly log: string;
  /** Of its checkpoint; null where none counts. */
  readonly size: number | null;
  /** Unix milliseconds. */
  readonly time: number | null;
  readonly code: CheckCode | null;
}

/** What a pack has brought. */
export interface TakenPack {
  /** As it came, with what was left out of it put back. */
  readonly pack: Uint8Array;
  /** With evidence of forks to keep. */
  readonly known: OpenKnowledge;
  /**
   * To be remembered. Of a pack that does not take the place of the one kept: its trust and time, and none of its trees.
   * The kept one would count as rolled back beside them, and whoever hands in half a pack would leave a verifier with none.
   */
  readonly state: VerifierState;
  readonly logs: readonly TakenLog[];
  /** Whether it takes the place of the pack that is kept. */
  readonly replaces: boolean;
}

/**
 * Judges a pack that was fetched or brought, against what is remembered. Remember `state` before anything else is done
 * with it.
 * @param kept - the pack before it, where there is one
 * @throws VerifierError TRUST_ANCHOR_MISSING where the state says nothing of whom to believe first
 */
export function takePack(
  bytes: Uint8Array,
  kept: Uint8Array | null,
  state: VerifierState | null,
  engine: Engine,
): TakenPack {
  const pack = kept === null ? bytes : completePack(bytes, kept, engine);
  const known = openKnowledge({ sync: pack, state }, builtInPolicy('hall'), engine);
  const origins =
    known.packCode === null ? decodeSyncPack(pack).logs.map(({ origin }) => origin) : [];
  const replaces = known.packCode === null && !bringsLess(known, kept);
  const trees = kept === null || replaces ? known.state.logs : (state?.logs ?? []);
  return {
    pack,
    known,
    state: { ...known.state, logs: trees },
    logs: origins.map((origin) => takenLog(known, origin)),
    replaces,
  };
}

/**
 * What is older than the pack that is kept, is not shown to continue what is known, or lacks what that one says of a log,
 * does not take its place: anybody can make a pack that says nothing. One that shows a fork does.
 */
function bringsLess(
  { engine, policy, state, ...known }: OpenKnowledge,
  kept: Uint8Array | null,
): boolean {
  if (kept === null) return false;
  const before = openKnowledge({ sync: kept, state }, policy, engine);
  if (before.packCode !== null) return false;
  return decodeSyncPack(kept).logs.some(({ origin }) => {
    const log = known.log(origin);
    const code = log?.continuity.code ?? null;
    const isLess = log === null || log.status() === null || code === 'CONTINUITY_UNKNOWN';
    return (
      code === 'CHECKPOINT_ROLLED_BACK' ||
      (isLess && (before.log(origin)?.status() ?? null) !== null)
    );
  });
}

function takenLog(known: OpenKnowledge, origin: string): TakenLog {
  const log = known.log(origin);
  const checkpoint = log?.witnessed?.checkpoint;
  return {
    log: origin,
    size: checkpoint?.size ?? null,
    time: checkpoint?.time ?? null,
    // A log that the trust bundle does not name brings nothing.
    code: log === null ? 'LOG_KEY_UNKNOWN' : codeOfLog(log),
  };
}
