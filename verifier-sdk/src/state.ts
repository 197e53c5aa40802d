import { VerifierError } from './errors.js';
import { encodeCbor, type CborValue } from './format/cbor.js';
import { decodeCheckpoint } from './format/checkpoint.js';
import { openShape } from './format/shape.js';
import { isMemberName } from './format/name.js';
import { decodeSignedNote } from './format/signed-note.js';

/** The newest checkpoint of a log that this verifier has accepted. */
export interface KnownLog {
  /** Name of the log. */
  readonly origin: string;
  /** Leaves of its tree, and the tree's root. */
  readonly size: number;
  readonly root: Uint8Array;
  /** Unix milliseconds. */
  readonly time: number;
  /** Number of status leaves below `size`. */
  readonly statusSequence: number;
  /** The signed note: evidence, should another one contradict it. */
  readonly note: Uint8Array;
}

/** What a verifier has to remember so that nothing older is sold to it as new. */
export interface VerifierState {
  /** Name of the consortium; null before the first trust bundle. */
  readonly network: string | null;
  /** The newest trust bundle accepted, as it came. */
  readonly trust: Uint8Array | null;
  /** By origin, ascending. */
  readonly logs: readonly KnownLog[];
  /** Unix milliseconds. Highest time of a checkpoint that a quorum has cosigned: it was not earlier than this. */
  readonly floor: number;
}

const context = 'yinzhao/verifier-state/v1';

/** Of a verifier that knows nothing yet: its policy has to name the first trust bundle. */
export const emptyState: VerifierState = { network: null, trust: null, logs: [], floor: 0 };

/** What a signed note says, in the form that is remembered. */
export function knownLogOf(note: Uint8Array): KnownLog {
  const { origin, size, root, time, status } = decodeCheckpoint(decodeSignedNote(note).text);
  return { origin, size, root, time, statusSequence: status.sequence, note };
}

/** The state with a newer checkpoint of its log. */
export function rememberLog(state: VerifierState, log: KnownLog): VerifierState {
  const others = state.logs.filter(({ origin }) => origin !== log.origin);
  const logs = [...others, log].sort((a, b) => (a.origin < b.origin ? -1 : 1));
  return { ...state, logs, floor: Math.max(state.floor, log.time) };
}

/** It was not earlier than a checkpoint that a quorum has cosigned. */
export function raiseFloor(state: VerifierState, time: number): VerifierState {
  return time > state.floor ? { ...state, floor: time } : state;
}

/**
 * The bytes of a state, for whoever keeps it somewhere else than in a state file or store.
 * @throws VerifierError STATE_MALFORMED or a CBOR_ code
 */
export function encodeState(state: VerifierState): Uint8Array {
  const notes: CborValue = state.logs.map(({ note }) => note);
  const bytes = encodeCbor([context, state.network, state.trust, notes, state.floor]);
  decodeState(bytes);
  return bytes;
}

/**
 * Structure only: whoever can write the state is the verifier itself.
 * @throws VerifierError STATE_MALFORMED, a CHECKPOINT_ or CBOR_ code
 */
export function decodeState(bytes: Uint8Array): VerifierState {
  const shape = openShape('STATE_MALFORMED', context, 4, bytes);
  const network = shape.textOrNull('network');
  if (network !== null && !isMemberName(network)) shape.fail('network is not a name');
  const trust = shape.bytesOrNull('trust bundle');
  if ((network === null) !== (trust === null))
    shape.fail('a network without trust, or the reverse');
  const logs = shape
    .list('logs')
    .map((note) =>
      note instanceof Uint8Array ? knownLogOf(note) : shape.fail('a note is no bytes'),
    );
  const floor = shape.count('floor');
  for (const [i, log] of logs.entries()) {
    if (i > 0 && (logs[i - 1] as KnownLog).origin >= log.origin)
      shape.fail('logs are out of order');
    if (log.origin.split('/')[1] !== network) shape.fail('a log of another network');
    if (log.time > floor) shape.fail('a checkpoint above the time floor');
  }
  return { network, trust, logs, floor };
}

/**
 * The state of a verifier that begins with a trust bundle which its user has reason to believe.
 * @param network - the consortium's name, which the bundle has to be of
 * @param trust - bytes of the bundle; they are read when something is verified, which throws where they are none
 * @throws VerifierError STATE_MALFORMED
 */
export function stateOfTrust(network: string, trust: Uint8Array): VerifierState {
  if (!isMemberName(network)) {
    throw new VerifierError('STATE_MALFORMED', 'network is not a name');
  }
  return { ...emptyState, network, trust };
}
