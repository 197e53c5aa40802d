import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { encodeCheckpoint, type Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import {
  encodeSignedNote,
  noteKeyId,
  type NoteSignature,
  type SignedNote,
} from '@yinzhao/verifier/format/signed-note';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { GatewayError } from '../errors.js';
import type { MirroredLog } from '../log/mirrored-log.js';
import { proofBetween, stateAt } from './compose-checkpoint.js';
import type { TrustWatch } from './trust-watch.js';
import { offerNote, type WitnessPeer } from './witness-peer.js';

/** The part of the signer that checkpoints need. */
export interface CheckpointSigner {
  readonly signCheckpoint: (text: Uint8Array, proof: readonly Uint8Array[]) => Promise<Uint8Array>;
  readonly lastCheckpoint: (
    origin: string,
  ) => Promise<{ readonly size: number; readonly time: number } | null>;
  /** Lets the keys find out whether they have signed more than they remember: then they sign no more. */
  readonly showNote: (note: Uint8Array) => Promise<void>;
}

export interface RoundParts {
  /** The own log in the own mirror. */
  readonly log: MirroredLog;
  readonly trust: Pick<TrustWatch, 'current'>;
  readonly signer: CheckpointSigner;
  /** The key that the signer signs checkpoints with now. */
  readonly logKey: () => Promise<Uint8Array>;
  /** The witnesses that count for this log, and how many of them are needed: what the trust bundle says. */
  readonly quorum: () => Promise<{
    readonly needed: number;
    readonly witnesses: readonly WitnessPeer[];
  }>;
  readonly engine: Engine;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** A note of the own log with what it has been cosigned with so far. */
export interface OpenNote {
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
  readonly cosignatures: ReadonlyMap<string, NoteSignature>;
}

export interface RoundResult {
  readonly open: OpenNote;
  /** The note with all its cosignatures, where there are enough of them. */
  readonly cosigned: Uint8Array | null;
  readonly problems: readonly Error[];
}

/** Once there are enough cosignatures, the others have this long. */
const graceMs = 200;
/** A note is offered again while it is this young; witnesses take none older than two minutes. */
const offerableMs = 60_000;

/** What each witness was last known to have cosigned; only saves a question. */
export type KnownSizes = Map<string, number>;

/**
 * One round: signs what the log is now, unless the note before is the same and still good, and offers it to every
 * witness that has not cosigned it.
 * @throws GatewayError TRUST_UNREGISTERED, MIRROR_BEHIND; what the signer throws
 */
export async function checkpointRound(
  parts: RoundParts,
  previous: OpenNote | null,
  sizes: KnownSizes,
): Promise<RoundResult> {
  const { needed, witnesses } = await parts.quorum();
  const open = await nextNote(parts, previous);
  const cosignatures = new Map(open.cosignatures);
  const { size } = open.checkpoint;
  const problems: Error[] = [];
  const offer = async (witness: WitnessPeer): Promise<void> => {
    const offered = { note: open.note, size, log: parts.log };
    try {
      const line = await offerNote(witness, offered, sizes.get(witness.name) ?? size, parts.engine);
      cosignatures.set(witness.name, line);
      sizes.set(witness.name, size);
    } catch (error) {
      problems.push(error as Error);
    }
  };
  const missing = witnesses.filter(({ name }) => !cosignatures.has(name));
  await enough(missing.map(offer), () => cosignatures.size >= needed);
  const lines = witnesses.flatMap(({ name }) => cosignatures.get(name) ?? []);
  const signatures = [...open.note.signatures, ...lines];
  const cosigned = lines.length >= needed ? encodeSignedNote({ ...open.note, signatures }) : null;
  return { open: { ...open, cosignatures }, cosigned, problems };
}

/** Resolves when all are done, or a moment after there are enough. */
async function enough(offers: readonly Promise<void>[], isEnough: () => boolean): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    for (const offer of offers) {
      void offer.then(() => {
        if (isEnough()) timer ??= setTimeout(resolve, graceMs);
      });
    }
  });
  await Promise.race([Promise.all(offers), grace]);
  clearTimeout(timer);
}

async function nextNote(parts: RoundParts, previous: OpenNote | null): Promise<OpenNote> {
  const { log, signer, engine, now } = parts;
  const trust = await parts.trust.current();
  if (trust === null)
    throw new GatewayError('TRUST_UNREGISTERED', 'the registry names no trust bundle');
  const last = await signer.lastCheckpoint(log.origin);
  const from = last?.size ?? 0;
  const { size } = log;
  if (from > size) {
    throw new GatewayError('MIRROR_BEHIND', `a checkpoint of size ${from} was signed`);
  }
  // A clock that was set back a little does not stop the log; witnesses judge by their own.
  const time = Math.max(now(), last?.time ?? 0);
  const keyId = noteKeyId(log.origin, 'log', await parts.logKey(), engine.sm3);
  if (previous !== null && isCurrent(previous, { size, time, trust, keyId })) return previous;
  const checkpoint = { ...(await stateAt(log, size, engine)), time, trust };
  const text = encodeCheckpoint(checkpoint);
  const signature = await signer.signCheckpoint(text, await proofBetween(log, from, size));
  const note = { text, signatures: [{ name: log.origin, keyId, signature }] };
  return { checkpoint, note, cosignatures: new Map() };
}

/** A note of a key that has been retired since is cosigned by nobody. */
function isCurrent(
  { checkpoint: before, note }: OpenNote,
  { size, time, trust, keyId }: Pick<Checkpoint, 'size' | 'time' | 'trust'> & { keyId: Uint8Array },
): boolean {
  return (
    note.signatures.some((line) => equalBytes(line.keyId, keyId)) &&
    before.size === size &&
    before.trust.version === trust.version &&
    equalBytes(before.trust.digest, trust.digest) &&
    time - before.time < offerableMs
  );
}
