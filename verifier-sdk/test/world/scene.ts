// One licence, from its issue to a terminal with a pack and a memory; a test says what is different from the good case.
import {
  encodeCredential,
  credentialMessage,
  encodeCredentialContent,
} from '../../src/format/credential.js';
import type { CredentialContent } from '../../src/format/credential.js';
import type { Checkpoint } from '../../src/format/checkpoint.js';
import { encodeEntry, entryKind, type EntryKind } from '../../src/format/entry.js';
import { buildFields, type Disclosure } from '../../src/format/fields.js';
import { encodeLicenceFile, type LicenceFile } from '../../src/format/licence-file.js';
import { encodeReceipt, receiptFrom, type Receipt } from '../../src/format/receipt.js';
import { decodeSignedNote } from '../../src/format/signed-note.js';
import type { StatusEntry } from '../../src/format/status-snapshot.js';
import { encodeSyncPack, type SyncLog, type SyncPack } from '../../src/format/sync-pack.js';
import { decodeTrustBundle } from '../../src/format/trust-bundle.js';
import { consistencyPath, withOlderRoot } from '../../src/merkle/consistency.js';
import { inclusionPath } from '../../src/merkle/inclusion.js';
import { subtreesOf } from '../../src/merkle/subtrees.js';
import { treeRoot } from '../../src/merkle/tree.js';
import { builtInPolicy, type Policy } from '../../src/policy.js';
import { knownLogOf, rememberLog, stateOfTrust, type VerifierState } from '../../src/state.js';
import {
  bundle,
  filler,
  hour,
  identifierOf,
  issuing,
  leavesOf,
  minute,
  noon,
  origin,
  rootAt,
  signBundle,
  signNote,
  sm3,
  statusLists,
  subjects,
  today,
  trustLine,
  type Signers,
} from './city.js';
import { signWith, testKey } from './signer.js';

export const leafIndex = 5;
export const values = ['示例餐饮有限公司', '食品经营', 'A1234567', 30, true, null] as const;
/** The log once held nothing that was ended, then the first leaf was revoked and the second suspended. */
const statusesAt = (size: number): readonly StatusEntry[] =>
  size < 12
    ? []
    : [{ leafIndex: 0, status: 2 }, ...(size < 16 ? [] : [{ leafIndex: 1, status: 1 } as const])];

/** A checkpoint of one history of the log. */
export interface At extends Signers {
  readonly size: number;
  readonly time: number;
  /** Name of the history; another one has other leaves beside the licence. */
  readonly history?: string;
  readonly statuses?: readonly StatusEntry[];
  readonly sequence?: number;
  readonly change?: (checkpoint: Checkpoint) => Checkpoint;
}

export interface Changes {
  readonly content?: Partial<CredentialContent>;
  /** Certificate named as issuer, and the key that signs. */
  readonly certificate?: Uint8Array;
  readonly signedBy?: string;
  readonly kind?: EntryKind;
  /** Numbers of the fields shown; null: none. */
  readonly shown?: readonly number[] | null;
  readonly disclosure?: (good: Disclosure) => Disclosure;
  /** Trust bundles from the first on: the state holds the first, the pack carries all. */
  readonly bundles?: readonly Uint8Array[];
  /** Name of the log. */
  readonly log?: string;
  /** null: not anchored. */
  readonly receipt?: Partial<At> | null;
  readonly editReceipt?: (receipt: Receipt) => Receipt;
  /** null: no pack. */
  readonly pack?: Partial<At> | null;
  readonly proofs?: readonly number[];
  /** Whether the pack carries the roots of its subtrees of 256 leaves; the log is longer then. */
  readonly subtrees?: boolean;
  readonly editPack?: (pack: SyncPack) => SyncPack;
  /** What the state knows of the log; null: nothing. */
  readonly known?: Partial<At> | null;
  /** null: no state at all. */
  readonly state?: ((good: VerifierState) => VerifierState) | null;
  readonly at?: number;
  readonly policy?: Partial<Policy>;
  readonly editFile?: (file: LicenceFile) => LicenceFile;
}

export interface Scene {
  readonly input: Uint8Array;
  readonly sync: Uint8Array | null;
  readonly state: VerifierState | null;
  readonly at: number;
  readonly policy: Policy;
  /** What the holder's device was given to sign; nothing where not given. */
  readonly challenge?: Uint8Array;
}

export const goodBundle = signBundle(bundle);
export const hall = builtInPolicy('hall');

const atReceipt: At = { size: 12, time: noon };
const atPack: At = { size: 16, time: noon + hour };
const atKnown: At = { size: 8, time: noon - hour };
export const nowAt = noon + hour + 10 * minute;

function makeCredential(changes: Changes): {
  credential: Uint8Array;
  disclosure: Disclosure | null;
} {
  const { shown = [0, 1], certificate = issuing, signedBy = subjects.body } = changes;
  const fields = buildFields(values, new Uint8Array(32).fill(7), sm3);
  const content: CredentialContent = {
    identifier: identifierOf('SAMPLE0001'),
    from: today - 10,
    to: today + 355,
    fieldsRoot: fields.root,
    artefacts: [],
    holderKey: null,
    predecessor: null,
    annotation: null,
    ...changes.content,
  };
  const payload = encodeCredentialContent(content);
  const kid = sm3(certificate);
  const signature = signWith(testKey(signedBy), credentialMessage(kid, payload));
  const disclosure = shown && fields.disclose(shown);
  return {
    credential: encodeCredential(kid, payload, signature),
    disclosure: disclosure && (changes.disclosure?.(disclosure) ?? disclosure),
  };
}

/** As packs have it: the first `size` leaves of these as their first node even where they are one full subtree. */
export function prefixPath(leaves: readonly Uint8Array[], size: number): readonly Uint8Array[] {
  const older = { size, root: treeRoot(sm3, leaves.slice(0, size)) };
  return withOlderRoot(older, consistencyPath(sm3, leaves, size));
}

export function makeScene(changes: Changes = {}): Scene {
  const { certificate = issuing, bundles = [goodBundle], log = origin } = changes;
  const { credential, disclosure } = makeCredential(changes);
  const isCopy = (changes.content?.annotation ?? null) !== null;
  const kind = changes.kind ?? (isCopy ? entryKind.annotatedCopy : entryKind.licence);
  const own = encodeEntry({ kind, certificate: sm3(certificate), object: sm3(credential) });
  const entriesOf = (history: string): Uint8Array[] => {
    const entries = filler(changes.subtrees === true ? 600 : 24, history);
    entries[leafIndex] = own;
    return entries;
  };
  const trust = bundles[bundles.length - 1] as Uint8Array;
  const { version } = decodeTrustBundle(trust).bundle;
  const listsOf = (at: At): ReturnType<typeof statusLists> & { readonly sequence: number } => {
    const statuses = at.statuses ?? statusesAt(at.size);
    const sequence = at.sequence ?? statuses.length;
    return { ...statusLists(log, at.size, sequence, statuses), sequence };
  };
  const noteAt = (at: At): Uint8Array => {
    const { digest, sequence } = listsOf(at);
    const checkpoint = {
      origin: log,
      size: at.size,
      root: rootAt(entriesOf(at.history ?? 'entry'), at.size),
      time: at.time,
      status: { sequence, digest },
      trust: trustLine(trust, version),
    };
    return signNote(at.change?.(checkpoint) ?? checkpoint, at);
  };

  const receiptAt = changes.receipt === null ? null : { ...atReceipt, ...changes.receipt };
  const makeReceipt = (at: At): Uint8Array => {
    const note = decodeSignedNote(noteAt(at));
    const path = inclusionPath(sm3, leavesOf(entriesOf(at.history ?? 'entry')), leafIndex, at.size);
    const receipt = receiptFrom(note, { leafIndex, path }, note.signatures.slice(1));
    return encodeReceipt(changes.editReceipt?.(receipt) ?? receipt);
  };

  const packAt = changes.pack === null ? null : { ...atPack, ...changes.pack };
  const makePack = (at: At): Uint8Array => {
    const leaves = leavesOf(entriesOf(at.history ?? 'entry').slice(0, at.size));
    const sizes = (changes.proofs ?? [8, 12]).filter((size) => size < at.size);
    const { snapshot, sealList } = listsOf(at);
    const own: SyncLog = {
      origin: log,
      note: noteAt(at),
      snapshot,
      sealList,
      proofs: sizes.map((from) => ({ from, path: prefixPath(leaves, from) })),
      subtrees: changes.subtrees === true ? subtreesOf(sm3, leaves) : null,
    };
    const pack: SyncPack = { network: 'city', bundles, logs: [own] };
    return encodeSyncPack(changes.editPack?.(pack) ?? pack);
  };

  const knownAt = changes.known === null ? null : { ...atKnown, ...changes.known };
  const anchored = stateOfTrust('city', bundles[0] as Uint8Array);
  const remembered =
    knownAt === null ? anchored : rememberLog(anchored, knownLogOf(noteAt(knownAt)));
  const receipt = receiptAt && makeReceipt(receiptAt);
  const file: LicenceFile = { credential, disclosure, receipt, chain: [] };
  return {
    input: encodeLicenceFile(changes.editFile?.(file) ?? file),
    sync: packAt && makePack(packAt),
    state: changes.state === null ? null : (changes.state?.(remembered) ?? remembered),
    at: changes.at ?? nowAt,
    policy: { ...hall, ...changes.policy },
  };
}
