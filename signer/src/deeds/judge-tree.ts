import { equalBytes } from '@yinzhao/verifier/format/bytes';
import type { Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import { checkConsistency } from '@yinzhao/verifier/merkle/consistency';
import { emptyRoot, type Hash } from '@yinzhao/verifier/merkle/hash';
import { SignerError } from '../errors.js';

/** How far the clock of a note may be from the signer's own. */
export const maximumDifference = 120_000;

/**
 * Why a checkpoint may not follow another: it goes backwards; its proof fits no two such trees; or both cannot be
 * true of one log that only grows.
 */
export interface Objection {
  readonly kind: 'backwards' | 'proof' | 'contradiction';
  readonly message: string;
}

/**
 * Whether a checkpoint of a log may be signed after the last one. Null where it may.
 * @param last - null before the first
 * @param proof - consistency path from the last size; empty for the first, for an equal size and from an empty tree
 */
export function judgeTree(
  hash: Hash,
  last: Checkpoint | null,
  next: Checkpoint,
  proof: readonly Uint8Array[],
): Objection | null {
  if (next.size === 0 && !equalBytes(next.root, emptyRoot(hash))) {
    return { kind: 'contradiction', message: 'a tree without leaves has another root' };
  }
  if (last === null) return proof.length === 0 ? null : needless;
  return judgeOrder(last, next) ?? judgeSame(last, next) ?? judgeGrowth(hash, last, next, proof);
}

const needless: Objection = { kind: 'proof', message: 'a proof where there is nothing to prove' };

function judgeOrder(last: Checkpoint, next: Checkpoint): Objection | null {
  const steps = [
    ['size', last.size, next.size],
    ['time', last.time, next.time],
    ['status sequence', last.status.sequence, next.status.sequence],
    ['trust version', last.trust.version, next.trust.version],
  ] as const;
  const back = steps.find(([, before, after]) => after < before);
  if (back === undefined) return null;
  const [name, before, after] = back;
  return { kind: 'backwards', message: `${name} ${after} after ${before}` };
}

/** Status and trust digests follow from size and version. */
function judgeSame(last: Checkpoint, next: Checkpoint): Objection | null {
  const sameStatus =
    next.status.sequence === last.status.sequence &&
    equalBytes(next.status.digest, last.status.digest);
  if (next.size === last.size && !(sameStatus && equalBytes(next.root, last.root))) {
    return { kind: 'contradiction', message: 'the same size with another root or status' };
  }
  const sameVersion = next.trust.version === last.trust.version;
  if (sameVersion && !equalBytes(next.trust.digest, last.trust.digest)) {
    return { kind: 'contradiction', message: 'the same trust version with another digest' };
  }
  return null;
}

function judgeGrowth(
  hash: Hash,
  last: Checkpoint,
  next: Checkpoint,
  proof: readonly Uint8Array[],
): Objection | null {
  if (last.size === 0) return proof.length === 0 ? null : needless;
  const code = checkConsistency(hash, last, next, proof);
  if (code === null) return null;
  const kind = code === 'CONSISTENCY_ROOT_DIFFERS' ? 'contradiction' : 'proof';
  return { kind, message: `from ${last.size} to ${next.size}: ${code}` };
}

/**
 * @param late - by how much the note's time may be in the past
 * @throws SignerError NOTE_TIME_WRONG
 */
export function checkTime({ time }: Checkpoint, now: number, late: number): void {
  if (time > now + maximumDifference || time < now - late) {
    throw new SignerError('NOTE_TIME_WRONG', `the note's time is ${time}, this clock's ${now}`);
  }
}
