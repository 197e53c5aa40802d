import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint, type Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import {
  decodeSignedNote,
  encodeSignatureLine,
  encodeSignedNote,
  noteKeyId,
  type SignedNote,
} from '@yinzhao/verifier/format/signed-note';
import { VerifierError } from '@yinzhao/verifier/errors';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { stateAt } from '../checkpoint/compose-checkpoint.js';
import { trustDigestOf } from '../checkpoint/trust-line.js';
import type { TrustWatch } from '../checkpoint/trust-watch.js';
import { GatewayError, type GatewayCode } from '../errors.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Mirror } from '../log/mirror.js';
import type { Evidence } from './evidence.js';
import { readMembers } from './members.js';
import {
  decodeAddCheckpoint,
  wireOf,
  type AddCheckpoint,
  type WireAnswer,
  type WitnessAnswer,
} from './wire.js';

/** The part of the signer that a witness needs; it looks at everything again for itself. */
export interface WitnessSigner {
  readonly cosign: (
    note: Uint8Array,
    proof: readonly Uint8Array[],
    logKey: Uint8Array,
  ) => Promise<Uint8Array>;
  readonly lastCosigned: (origin: string) => Promise<{ readonly size: number } | null>;
}

export interface WitnessParts {
  /** Name of the own witness key: `yinzhao/<network>/<organisation>/witness`. */
  readonly name: string;
  /** The key that the signer cosigns with now. */
  readonly publicKey: () => Promise<Uint8Array>;
  readonly ledger: Ledger;
  readonly mirror: Pick<Mirror, 'log'>;
  readonly trust: Pick<TrustWatch, 'exceededSince'>;
  readonly signer: WitnessSigner;
  readonly evidence: Evidence;
  readonly engine: Engine;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** How far a log's clock may be from the witness's. */
const maximumDifferenceMs = 120_000;
/** The batches of a note reach every peer within a second or two of each other. */
const waitMs = 5000;
/** How long a note may be behind what the own peer has: longer hides something. */
const maximumLagMs = 60_000;

/**
 * A witness's answer to a note: cosigned only if its own peer has exactly that log, its registry that trust bundle and
 * its clock that time. What it cannot show, it does not sign.
 */
export async function answerNote(
  parts: WitnessParts,
  request: AddCheckpoint,
): Promise<WitnessAnswer> {
  try {
    const { note, checkpoint } = readNote(request.note);
    const logKey = await requireLogKey(parts, checkpoint.origin);
    requireSignature(parts, note, checkpoint.origin, logKey);
    requireTime(checkpoint, parts.now());
    const conflict = await conflictWith(parts, request, checkpoint);
    if (conflict !== null) return { kind: 'conflict', size: conflict };
    await requireOwnView(parts, request.note, checkpoint);
    await requireTrust(parts, checkpoint);
    const cosignature = await parts.signer.cosign(request.note, request.proof, logKey);
    return { kind: 'cosigned', line: await cosignatureLine(parts, cosignature) };
  } catch (error) {
    return refusal(parts, request, error);
  }
}

/** The same over the wire: a request's bytes in, an answer of HTTP out. */
export async function answerRequest(parts: WitnessParts, bytes: Uint8Array): Promise<WireAnswer> {
  let request: AddCheckpoint;
  try {
    request = decodeAddCheckpoint(bytes);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return wireOf({ kind: 'refused', code: error.code });
  }
  return wireOf(await answerNote(parts, request));
}

function refuse(code: GatewayCode, message: string, cause?: unknown): never {
  throw new GatewayError(code, message, { cause });
}

function readNote(bytes: Uint8Array): { note: SignedNote; checkpoint: Checkpoint } {
  try {
    const note = decodeSignedNote(bytes);
    return { note, checkpoint: decodeCheckpoint(note.text) };
  } catch (cause) {
    if (!(cause instanceof VerifierError)) throw cause;
    return refuse('NOTE_REQUEST_MALFORMED', cause.message, cause);
  }
}

async function requireLogKey({ ledger, name }: WitnessParts, origin: string): Promise<Uint8Array> {
  const member = (await readMembers(ledger)).find(({ log }) => log === origin);
  if (member?.witness === name) refuse('NOTE_OWN_LOG', 'no one witnesses their own log');
  return member?.logKey ?? refuse('NOTE_LOG_UNKNOWN', `no member runs ${origin}`);
}

function requireSignature(
  { engine }: WitnessParts,
  note: SignedNote,
  origin: string,
  logKey: Uint8Array,
): void {
  const keyId = noteKeyId(origin, 'log', logKey, engine.sm3);
  const line = note.signatures.find((one) => one.name === origin && equalBytes(one.keyId, keyId));
  if (!line || !engine.verify(logKey, note.text, line.signature)) {
    refuse('NOTE_SIGNATURE_WRONG', `the key of ${origin} has not signed this`);
  }
}

function requireTime({ time }: Checkpoint, now: number): void {
  if (Math.abs(time - now) > maximumDifferenceMs) {
    refuse('NOTE_TIME_WRONG', `the note's time is ${time}, this clock's ${now}`);
  }
}

/** The size to be told, where the note does not follow what was cosigned or is behind what the own peer has. */
async function conflictWith(
  { mirror, trust, signer, now }: WitnessParts,
  { old }: AddCheckpoint,
  { origin, size, trust: { version } }: Checkpoint,
): Promise<number | null> {
  const log = mirror.log(origin);
  const lags = [log.exceededSince(size), await trust.exceededSince(version)];
  if (lags.some((since) => since !== null && now() - since > maximumLagMs)) return log.size;
  const last = (await signer.lastCosigned(origin))?.size ?? 0;
  return old === last && size >= last ? null : last;
}

/** Waits for the own peer, then recomputes what the note says, at exactly its size. */
async function requireOwnView(
  { mirror, engine, evidence }: WitnessParts,
  note: Uint8Array,
  checkpoint: Checkpoint,
): Promise<void> {
  const log = mirror.log(checkpoint.origin);
  if (!(await log.waitFor(checkpoint.size, waitMs))) {
    refuse('WITNESS_BEHIND', `the own peer has ${log.size} leaves, the note ${checkpoint.size}`);
  }
  const own = await stateAt(log, checkpoint.size, engine);
  const { root, status } = checkpoint;
  const same =
    equalBytes(own.root, root) &&
    own.status.sequence === status.sequence &&
    equalBytes(own.status.digest, status.digest);
  if (same) return;
  // Signed by the log, and not what its organisation has had committed.
  await evidence.keep(onlyLogLine(note, checkpoint.origin));
  refuse('NOTE_CONTRADICTS', 'the own peer has another log at that size');
}

function onlyLogLine(bytes: Uint8Array, origin: string): Uint8Array {
  const { text, signatures } = decodeSignedNote(bytes);
  return encodeSignedNote({ text, signatures: signatures.filter(({ name }) => name === origin) });
}

async function requireTrust(
  { ledger }: WitnessParts,
  { trust: { version, digest } }: Checkpoint,
): Promise<void> {
  const registered = await trustDigestOf(ledger, version);
  if (registered === null) refuse('WITNESS_BEHIND', `the own peer has no trust version ${version}`);
  if (!equalBytes(registered, digest)) {
    refuse('NOTE_TRUST_WRONG', `the registry has another digest for trust version ${version}`);
  }
}

async function cosignatureLine(
  { name, publicKey, engine }: WitnessParts,
  signature: Uint8Array,
): Promise<string> {
  const keyId = noteKeyId(name, 'witness', await publicKey(), engine.sm3);
  return encodeSignatureLine({ name, keyId, signature });
}

/** Refusals are answers; anything else is for whoever runs this. */
async function refusal(
  { signer }: WitnessParts,
  request: AddCheckpoint,
  error: unknown,
): Promise<WitnessAnswer> {
  const code: unknown = (error as { code?: unknown }).code;
  if (code === 'BACKWARDS') {
    const { origin } = decodeCheckpoint(decodeSignedNote(request.note).text);
    return { kind: 'conflict', size: (await signer.lastCosigned(origin))?.size ?? 0 };
  }
  const refused = error instanceof GatewayError || (error as Error).name === 'SignerError';
  if (!refused || typeof code !== 'string') throw error;
  return { kind: 'refused', code };
}
