import { checkKnowledge } from './check-arguments.js';
import type { CheckCode } from './check-codes.js';
import { VerifierError } from './errors.js';
import { equalBytes, toHex } from './format/bytes.js';
import type { Checkpoint } from './format/checkpoint.js';
import { evidenceOf } from './evidence-of.js';
import type { DecodedSnapshot } from './format/status-snapshot.js';
import { decodeSyncPack, type SyncPack } from './format/sync-pack.js';
import type { Subtrees } from './merkle/subtrees.js';
import { checkPolicy, type Policy } from './policy.js';
import type { Engine } from './sm/engine.js';
import { emptyState, knownLogOf, raiseFloor, rememberLog, type VerifierState } from './state.js';
import { findIssuer, type KnownIssuer } from './steps/judge-certificate.js';
import {
  judgeContinuity,
  treeOfKnown,
  type Continuity,
  type WitnessedTree,
} from './steps/judge-continuity.js';
import type { Witnessed } from './steps/judge-witnesses.js';
import { judgePackLog, type JudgedLog } from './steps/judge-pack.js';
import { openSubtrees } from './steps/judge-subtree.js';
import { openStatus } from './steps/open-status.js';
import { openTrust, type HeldTrust } from './steps/open-trust.js';
import { logByOrigin } from './trust-lookup.js';

/** What a verifier has at hand: the pack it was given and what it remembers. */
export interface Knowledge {
  /** Bytes of a sync pack (`.yzs`); null: nothing is known of any status, and no answer is `valid`. */
  readonly sync: Uint8Array | null;
  /** What came back with the last verdict, or {@link stateOfTrust}; null: the policy names the first trust bundle. */
  readonly state: VerifierState | null;
}

/** One log of the pack, judged by itself and against what was known. */
export interface OpenLog extends JudgedLog {
  readonly continuity: Continuity;
  /** null where the lists are not those that the checkpoint covers. */
  readonly status: () => DecodedSnapshot | null;
  /** null where the pack carries none that make the root of its checkpoint. */
  readonly subtrees: () => Subtrees | null;
}

/** Why nothing of its statuses counts; null: they do. Loads its list only where all else is well. */
export function codeOfLog({ code, continuity, status }: OpenLog): CheckCode | null {
  return code ?? continuity.code ?? (status() === null ? 'STATUS_LIST_WRONG' : null);
}

/**
 * Knowledge after everything in it has been judged that does not depend on a licence; made by {@link openKnowledge}.
 * `state` is what to keep, and what the next licence goes on from; its other members are internal.
 */
export interface OpenKnowledge {
  readonly engine: Engine;
  readonly policy: Policy;
  readonly held: HeldTrust | null;
  readonly trustCode: CheckCode | null;
  /** Why the pack gives nothing; null where it can be read. */
  readonly packCode: CheckCode | null;
  readonly log: (origin: string) => OpenLog | null;
  readonly known: (origin: string) => WitnessedTree | null;
  /** By the digest of its certificate; each is looked up, and its chain followed, once. */
  readonly issuer: (kid: Uint8Array) => KnownIssuer | null;
  /** The highest version of the trust bundle that a witnessed checkpoint names. */
  readonly newestTrustNamed: number;
  /** Encoded fork evidence, a file for each log that contradicts what was known. */
  readonly evidence: readonly Uint8Array[] | null;
  /** With newer trust, checkpoints and time than before. */
  readonly state: VerifierState;
}

/**
 * Opens trust and pack: dearer than a licence, and the same for many of them.
 * @throws VerifierError POLICY_MISSING, POLICY_MALFORMED, ARGUMENT_INVALID; TRUST_ANCHOR_MISSING where neither state nor
 * policy says whom to believe first; a code of its bytes where what the state has as its trust bundle is none
 */
export function openKnowledge(knowledge: Knowledge, policy: Policy, engine: Engine): OpenKnowledge {
  checkPolicy(policy);
  checkKnowledge(knowledge, engine);
  const before = startOf(knowledge.state, policy);
  const read = readPack(knowledge.sync, before.network);
  const { held, code } = openTrust(before.trust, read.pack?.bundles ?? [], policy, engine);
  const pack = read.pack?.network === held?.bundle.network ? read.pack : null;
  const isForeign = held !== null && read.pack !== pack;
  const known = new Map(before.logs.map((log) => [log.origin, treeOfKnown(log)]));
  const logs = openLogs(pack, held, known, engine);
  const named = witnessedOf(known, logs).map(({ trust }) => trust);
  return {
    engine,
    policy,
    held,
    trustCode: code ?? (held && judgeNamed(held, named)),
    packCode: isForeign ? 'SYNC_FOREIGN' : read.code,
    log: (origin) => logs.get(origin) ?? null,
    known: (origin) => known.get(origin) ?? null,
    issuer: issuersOf(held, engine),
    newestTrustNamed: Math.max(0, ...named.map(({ version }) => version)),
    evidence: evidenceOf(held, [...logs.values()], engine),
    state: remember(before, held, logs),
  };
}

function startOf(state: VerifierState | null, policy: Policy): VerifierState {
  const before = state ?? emptyState;
  if (before.trust !== null || policy.trust !== null) return before;
  throw new VerifierError(
    'TRUST_ANCHOR_MISSING',
    'trust has to start somewhere: a state with a trust bundle, or a policy that names the first',
  );
}

function readPack(
  sync: Uint8Array | null,
  network: string | null,
): { readonly pack: SyncPack | null; readonly code: CheckCode | null } {
  if (sync === null) return { pack: null, code: 'STATUS_UNKNOWN' };
  try {
    const pack = decodeSyncPack(sync);
    const foreign = network !== null && pack.network !== network;
    return foreign ? { pack: null, code: 'SYNC_FOREIGN' } : { pack, code: null };
  } catch (error) {
    if (error instanceof VerifierError) return { pack: null, code: 'SYNC_MALFORMED' };
    throw error;
  }
}

function openLogs(
  pack: SyncPack | null,
  held: HeldTrust | null,
  known: ReadonlyMap<string, WitnessedTree>,
  engine: Engine,
): ReadonlyMap<string, OpenLog> {
  const logs = new Map<string, OpenLog>();
  for (const sync of pack?.logs ?? []) {
    const trusted = held && logByOrigin(held.bundle, sync.origin);
    if (trusted === null) continue;
    const judged = judgePackLog(sync, trusted, engine);
    logs.set(sync.origin, {
      ...judged,
      continuity: continuityOf(judged, known.get(sync.origin) ?? null, engine),
      status: once(judged, () => openStatus(judged.sync, engine)),
      subtrees: once(judged, ({ checkpoint }) =>
        openSubtrees(judged.sync.subtrees, checkpoint, engine),
      ),
    });
  }
  return logs;
}

function continuityOf(judged: JudgedLog, known: WitnessedTree | null, engine: Engine): Continuity {
  if (judged.code !== null || judged.witnessed === null) {
    return { code: 'NOT_JUDGED', proven: false, evidence: null };
  }
  return judgeContinuity(known, judged.witnessed, judged.sync, engine);
}

/** Opened when it is first asked for, and only under a checkpoint that a quorum witnesses. */
function once<T>(
  { code, witnessed }: JudgedLog,
  open: (witnessed: Witnessed) => T | null,
): () => T | null {
  let opened: T | null | undefined;
  return () => {
    if (witnessed === null || code !== null) return null;
    if (opened === undefined) opened = open(witnessed);
    return opened;
  };
}

/** Checkpoints that a quorum witnesses, now or when they were remembered. */
function witnessedOf(
  known: ReadonlyMap<string, WitnessedTree>,
  logs: ReadonlyMap<string, OpenLog>,
): readonly Checkpoint[] {
  const stored = [...known.values()].map(({ checkpoint }) => checkpoint);
  const now = [...logs.values()].flatMap(({ code, witnessed }) =>
    code === null && witnessed !== null ? [witnessed.checkpoint] : [],
  );
  return [...stored, ...now];
}

/** A bundle that the logs have gone beyond, or know under another digest, is not the one to judge by. */
function judgeNamed(held: HeldTrust, named: readonly Checkpoint['trust'][]): CheckCode | null {
  const { version } = held.bundle;
  if (named.some((trust) => trust.version > version)) return 'TRUST_OLD';
  const same = named.filter((trust) => trust.version === version);
  return same.every(({ digest }) => equalBytes(digest, held.digest)) ? null : 'TRUST_DIFFERS';
}

function issuersOf(held: HeldTrust | null, engine: Engine): OpenKnowledge['issuer'] {
  const found = new Map<string, KnownIssuer>();
  return (kid) => {
    const id = toHex(kid);
    const issuer = found.get(id) ?? (held && findIssuer(held.bundle, kid, engine));
    // Only those that exist: names of others are invented without end.
    if (issuer !== null) found.set(id, issuer);
    return issuer;
  };
}

/**
 * Every log of the pack, not only the one a licence stands in: what was seen once is not forgotten. A checkpoint that is
 * not shown to continue the known one moves nothing but the time.
 */
function remember(
  before: VerifierState,
  held: HeldTrust | null,
  logs: ReadonlyMap<string, OpenLog>,
): VerifierState {
  if (held === null) return before;
  let state: VerifierState = { ...before, network: held.bundle.network, trust: held.bytes };
  for (const { code, witnessed, continuity, sync } of logs.values()) {
    if (code !== null || witnessed === null) continue;
    const known = before.logs.find(({ origin }) => origin === sync.origin);
    const { size, time } = witnessed.checkpoint;
    const newer = known === undefined || size > known.size || time > known.time;
    state =
      continuity.code === null && newer
        ? rememberLog(state, knownLogOf(sync.note))
        : raiseFloor(state, time);
  }
  return state;
}
