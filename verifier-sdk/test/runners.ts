// How each layer of vectors is run: input in, meaning out, VerifierError for what is refused.
import { VerifierError, type VerifierCode } from '../src/errors.js';
import { decodeBase64, encodeBase64 } from '../src/format/base64.js';
import { decodeBatch, encodeBatch } from '../src/format/batch.js';
import { encodeUtf8, equalBytes, fromHex, toHex } from '../src/format/bytes.js';
import { decodeCbor, encodeCbor } from '../src/format/cbor.js';
import { decodeCheckpoint, encodeCheckpoint } from '../src/format/checkpoint.js';
import {
  cosignatureMessage,
  decodeCosignature,
  encodeCosignature,
} from '../src/format/cosignature.js';
import {
  decodeSign,
  decodeSign1,
  encodeSign,
  encodeSign1,
  signMessage,
  sign1Message,
} from '../src/format/cose.js';
import { decodeEntry, encodeEntry } from '../src/format/entry.js';
import { decodeGroup, encodeGroup, entriesOf } from '../src/format/group.js';
import { logNameOf } from '../src/format/name.js';
import { decodeRegistryRecord, encodeRegistryRecord } from '../src/format/registry.js';
import { decodeSealList, encodeSealList, sealStatusAt } from '../src/format/seal-list.js';
import { decodeSignedNote, encodeSignedNote, noteKeyId } from '../src/format/signed-note.js';
import { decodeStatus, encodeStatus } from '../src/format/status.js';
import { decodeStatusSnapshot, encodeStatusSnapshot } from '../src/format/status-snapshot.js';
import { decodeRange, encodeRange, rootOfRange } from '../src/merkle/compact-range.js';
import { checkConsistency } from '../src/merkle/consistency.js';
import { leafHash, type Hash } from '../src/merkle/hash.js';
import { checkInclusion } from '../src/merkle/inclusion.js';
import { treeRoot } from '../src/merkle/tree.js';
import type { Engine } from '../src/sm/engine.js';
import { decodeSpki, encodeSpki } from '../src/sm/sm2-curve.js';
import { signatureFromDer, signatureToDer } from '../src/sm/sm2-signature.js';
import { readCertificate } from '../src/x509/certificate.js';
import type { Input } from './cases/case.js';
import { bytesOf, strict, textBytes, type Runs } from './layer.js';
import { knowledgeRuns } from './knowledge-runners.js';
import { licenceRuns } from './licence-runners.js';
import { ofdRuns } from './ofd-runners.js';
import { sealRuns } from './seal-runners.js';
import { trustRuns } from './trust-runners.js';
import { sha256 } from './reference/sha256.js';

function refuse(code: VerifierCode | null): void {
  if (code !== null) throw new VerifierError(code, 'refused by a check');
}

interface InclusionInput {
  readonly hash: string;
  readonly leaf: string;
  readonly index: number;
  readonly size: number;
  readonly path: readonly string[];
  readonly root: string;
}

interface ConsistencyInput {
  readonly hash: string;
  readonly older: { readonly size: number; readonly root: string };
  readonly newer: { readonly size: number; readonly root: string };
  readonly path: readonly string[];
}

const headOf = ({ size, root }: ConsistencyInput['older']) => ({ size, root: fromHex(root) });

/** Everything in which an engine computes. */
export function runsWith(engine: Engine): Runs {
  return {
    ...knowledgeRuns(engine),
    ...licenceRuns(engine),
    ...ofdRuns(engine),
    ...sealRuns(engine),
    ...trustRuns(engine),
    ...treeRuns(engine),
    ...encodingRuns,
    certificate: (input, value) => runCertificate(input, engine, value),
    'cose-sign': strict(
      decodeSign,
      ({ payload, signatures }) => encodeSign(payload, signatures),
      (signed, _bytes, value) => signMeaning(signed, engine, value),
    ),
    'cose-sign1': strict(
      decodeSign1,
      ({ kid, payload, signature }) => encodeSign1(kid, payload, signature),
      (signed, _bytes, value) => sign1Meaning(signed, engine, value),
    ),
    cosignature: strict(decodeCosignature, encodeCosignature, (one, _bytes, value) =>
      cosignatureMeaning(one, engine, value),
    ),
    entry: strict(decodeEntry, encodeEntry, (entry, bytes) => ({
      ...entry,
      leaf: leafHash(engine.sm3, bytes),
    })),
    group: strict(decodeGroup, encodeGroup, (group, bytes) => groupMeaning(group, bytes, engine)),
    'signed-note': strict(
      decodeSignedNote,
      encodeSignedNote,
      (note, _bytes, value) => noteMeaning(note, engine, value),
      textBytes,
    ),
    'sm2-verify': (input) => {
      const { publicKey, message, signature } = input as Record<
        'publicKey' | 'message' | 'signature',
        string
      >;
      return engine.verify(fromHex(publicKey), fromHex(message), fromHex(signature));
    },
    sm3: (input) => engine.sm3(fromHex(input as string)),
  };
}

function treeRuns({ sm3 }: Engine): Runs {
  const hashNamed = (name: string): Hash => (name === 'sha256' ? sha256 : sm3);
  return {
    'compact-range': (input) => {
      const { size, nodes } = input as { size: number; nodes: string };
      const range = decodeRange(size, fromHex(nodes));
      if (toHex(encodeRange(range)) !== nodes) throw new Error('encodes to other nodes');
      return rootOfRange(sm3, range);
    },
    consistency: (input) => {
      const { hash, older, newer, path } = input as unknown as ConsistencyInput;
      refuse(checkConsistency(hashNamed(hash), headOf(older), headOf(newer), path.map(fromHex)));
    },
    inclusion: (input) => {
      const { hash, leaf, index, size, path, root } = input as unknown as InclusionInput;
      const proof = { index, size, path: path.map(fromHex) };
      refuse(checkInclusion(hashNamed(hash), fromHex(leaf), proof, fromHex(root)));
    },
    'tree-root': (input) => {
      const { hash, entries } = input as { hash: string; entries: string[] };
      const leaves = entries.map((entry) => leafHash(hashNamed(hash), fromHex(entry)));
      return treeRoot(hashNamed(hash), leaves);
    },
  };
}

const encodingRuns: Runs = {
  base64: strict(decodeBase64Text, encodeBase64Text, (value) => value, textBytes),
  batch: strict(decodeBatch, encodeBatch, (batch) => ({ ...batch, groups: batch.groups.length })),
  cbor: strict(decodeCbor, encodeCbor),
  checkpoint: strict(decodeCheckpoint, encodeCheckpoint, (value) => value, textBytes),
  'der-signature': strict(signatureFromDer, signatureToDer),
  hex: (input) => toHex(fromHex(input as string)),
  name: (input) => logNameOf(...(input as unknown as [string, string])),
  'registry-record': strict(decodeRegistryRecord, encodeRegistryRecord),
  'seal-list': strict(decodeSealList, encodeSealList, sealMeaning),
  spki: strict(decodeSpki, encodeSpki),
  status: strict(decodeStatus, encodeStatus),
  'status-snapshot': strict(decodeStatusSnapshot, encodeStatusSnapshot, snapshotMeaning),
};

function decodeBase64Text(bytes: Uint8Array): Uint8Array {
  return decodeBase64(new TextDecoder().decode(bytes));
}

function encodeBase64Text(bytes: Uint8Array): Uint8Array {
  return encodeUtf8(encodeBase64(bytes));
}

function runCertificate(input: Input, { verify }: Engine, value?: Input): unknown {
  const certificate = readCertificate(bytesOf(input));
  const { issuerKey } = (value ?? {}) as { issuerKey?: string };
  // The signature is over tbs as it stands: it only verifies where those very bytes were cut out.
  const verified =
    issuerKey !== undefined && verify(fromHex(issuerKey), certificate.tbs, certificate.signature);
  return { ...certificate, issuerKey: verified ? issuerKey : null };
}

function groupMeaning(
  group: ReturnType<typeof decodeGroup>,
  bytes: Uint8Array,
  { sm3 }: Engine,
): unknown {
  return {
    ...group,
    entries: group.entries.length,
    statements: group.statements.length,
    digest: sm3(bytes),
    leaves: entriesOf(group, sm3).map((entry) => leafHash(sm3, entry)),
  };
}

/** Besides its parts: the key of the vector, where it verifies. */
function sign1Meaning(
  { kid, payload, signature, message }: ReturnType<typeof decodeSign1>,
  { verify }: Engine,
  value?: Input,
): unknown {
  const { signedBy } = (value ?? {}) as { signedBy?: string };
  const good =
    signedBy !== undefined &&
    toHex(message) === toHex(sign1Message(kid, payload)) &&
    verify(fromHex(signedBy), message, signature);
  return { kid, payload, signature, signedBy: good ? signedBy : null };
}

function signMeaning(
  { payload, signatures }: ReturnType<typeof decodeSign>,
  { verify }: Engine,
  value?: Input,
): unknown {
  const { signedBy = [] } = (value ?? {}) as { signedBy?: string[] };
  const keys = signatures.map(({ kid, signature }, i) =>
    signedBy.filter(
      (key, j) => i === j && verify(fromHex(key), signMessage(kid, payload), signature),
    ),
  );
  return { payload, signatures, signedBy: keys.flat() };
}

/** Besides its parts: the first seal's status at some leaves. */
function sealMeaning(list: ReturnType<typeof decodeSealList>): unknown {
  const first = list.seals[0];
  const leaves = [4, 19, 21, 29, 30, 43, 44, 49];
  const at = leaves.map((leaf) => [leaf, first && sealStatusAt(first, leaf)]);
  return { ...list, first: Object.fromEntries(at) as unknown };
}

/** Besides its parts: what it answers about some leaves. */
function snapshotMeaning(snapshot: ReturnType<typeof decodeStatusSnapshot>): unknown {
  const leaves = [-1, 0, 16, 17, 18, 41, 999, 1000];
  const at = leaves.map((leaf) => [leaf, snapshot.statusAt(leaf)]);
  return { ...snapshot, statusAt: Object.fromEntries(at) as unknown };
}

/** Besides its parts: the key and the text it is about, where it verifies. */
function cosignatureMeaning(
  { time, signature }: ReturnType<typeof decodeCosignature>,
  { verify }: Engine,
  value?: Input,
): unknown {
  const { key, text } = (value ?? {}) as { key?: string; text?: string };
  const good =
    key !== undefined &&
    text !== undefined &&
    verify(fromHex(key), cosignatureMessage(time, encodeUtf8(text)), signature);
  return { time, signature, ...(good ? { key, text } : {}) };
}

/** Besides the parts of the note: the keys whose signatures verify, by the role that the key id names. */
function noteMeaning(
  note: ReturnType<typeof decodeSignedNote>,
  { sm3, verify }: Engine,
  value?: Input,
): unknown {
  const { origin } = decodeCheckpoint(note.text);
  const [log, witness] = note.signatures;
  const { keys } = (value ?? {}) as { keys?: Record<'log' | 'witness', string> };
  const parts = { ...note, text: new TextDecoder().decode(note.text) };
  if (keys === undefined || log === undefined || witness === undefined) return parts;
  const [logKey, witnessKey] = [fromHex(keys.log), fromHex(keys.witness)];
  const { time, signature } = decodeCosignature(witness.signature);
  const good =
    log.name === origin &&
    equalBytes(noteKeyId(log.name, 'log', logKey, sm3), log.keyId) &&
    equalBytes(noteKeyId(witness.name, 'witness', witnessKey, sm3), witness.keyId) &&
    verify(logKey, note.text, log.signature) &&
    verify(witnessKey, cosignatureMessage(time, note.text), signature);
  return { ...parts, keys: good ? keys : null };
}
