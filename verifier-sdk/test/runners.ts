// How each layer of vectors is run: input in, meaning out, VerifierError for what is refused.
import { createHash, createPublicKey, createVerify, verify as nodeVerify } from 'node:crypto';
import { VerifierError, type VerifierCode } from '../src/errors.js';
import { decodeBase64, encodeBase64 } from '../src/format/base64.js';
import { decodeBatch, encodeBatch } from '../src/format/batch.js';
import { encodeUtf8, fromHex, toHex } from '../src/format/bytes.js';
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
import { leafHash } from '../src/merkle/hash.js';
import { checkInclusion } from '../src/merkle/inclusion.js';
import { treeRoot } from '../src/merkle/tree.js';
import { nodeEngine } from '../src/node/engine.js';
import type { Engine } from '../src/sm/engine.js';
import { selfTest } from '../src/sm/self-test.js';
import { decodeSpki, encodeSpki } from '../src/sm/sm2-curve.js';
import { signatureFromDer, signatureToDer } from '../src/sm/sm2-signature.js';
import { readCertificate } from '../src/x509/certificate.js';
import { base64Cases, hexCases, nameCases } from './cases/text.js';
import { cborCases } from './cases/cbor.js';
import { certificateCases } from './cases/certificate.js';
import { checkpointCases, cosignatureCases, signedNoteCases } from './cases/checkpoint.js';
import { sign1Cases, signCases } from './cases/cose.js';
import { engineCases } from './cases/engine.js';
import { batchCases, entryCases, groupCases, statusCases } from './cases/log.js';
import {
  compactRangeCases,
  consistencyCases,
  hashes,
  inclusionCases,
  treeRootCases,
} from './cases/merkle.js';
import { registryCases } from './cases/registry.js';
import { derSignatureCases, sm2VerifyCases, sm3Cases, spkiCases } from './cases/sm.js';
import { sealListCases, snapshotCases } from './cases/snapshot.js';
import type { Input } from './cases/case.js';
import { bytesOf, strict, textBytes, type Layer } from './layer.js';
import { knowledgeLayers } from './knowledge-runners.js';
import { licenceLayers } from './licence-runners.js';
import { trustLayers } from './trust-runners.js';
import { sm3 } from './reference/sm3.js';
import { verify } from './reference/sm2.js';

const engine = nodeEngine();

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

const hashNamed = (name: string) => hashes[name] ?? sm3;
const headOf = ({ size, root }: ConsistencyInput['older']) => ({ size, root: fromHex(root) });

function verificationBy(engine: Engine): Layer['run'] {
  return (input) => {
    const { publicKey, message, signature } = input as Record<
      'publicKey' | 'message' | 'signature',
      string
    >;
    return engine.verify(fromHex(publicKey), fromHex(message), fromHex(signature));
  };
}

const right: Engine = { name: 'reference', sm3, verify };

/** Node's two ways to verify that are not the standard's. */
function withoutUserId(streaming: boolean): Engine['verify'] {
  return (publicKey, message, signature) => {
    const key = createPublicKey({
      key: Buffer.from(encodeSpki(publicKey)),
      format: 'der',
      type: 'spki',
    });
    const der = signatureToDer(signature);
    return streaming
      ? createVerify('sm3').update(message).verify(key, der)
      : nodeVerify('sm3', message, key, der);
  };
}

const engines: Readonly<Record<string, Engine>> = {
  reference: right,
  'no-z': { ...right, verify: withoutUserId(true) },
  'empty-user-id': { ...right, verify: withoutUserId(false) },
  'always-yes': { ...right, verify: () => true },
  'always-no': { ...right, verify: () => false },
  'other-hash': { ...right, sm3: (bytes) => createHash('sha256').update(bytes).digest() },
};

export const layers: Readonly<Record<string, Layer>> = {
  ...knowledgeLayers,
  ...licenceLayers,
  ...trustLayers,
  base64: {
    cases: base64Cases,
    run: strict(decodeBase64Text, encodeBase64Text, (value) => value, textBytes),
  },
  batch: {
    cases: batchCases,
    run: strict(decodeBatch, encodeBatch, (batch) => ({ ...batch, groups: batch.groups.length })),
  },
  cbor: { cases: cborCases, run: strict(decodeCbor, encodeCbor) },
  certificate: { cases: certificateCases, run: runCertificate },
  checkpoint: {
    cases: checkpointCases,
    run: strict(decodeCheckpoint, encodeCheckpoint, (value) => value, textBytes),
  },
  'compact-range': {
    cases: compactRangeCases,
    run: (input) => {
      const { size, nodes } = input as { size: number; nodes: string };
      const range = decodeRange(size, fromHex(nodes));
      if (toHex(encodeRange(range)) !== nodes) throw new Error('encodes to other nodes');
      return rootOfRange(sm3, range);
    },
  },
  consistency: {
    cases: consistencyCases,
    run: (input) => {
      const { hash, older, newer, path } = input as unknown as ConsistencyInput;
      refuse(checkConsistency(hashNamed(hash), headOf(older), headOf(newer), path.map(fromHex)));
    },
  },
  'cose-sign': {
    cases: signCases,
    run: strict(
      decodeSign,
      ({ payload, signatures }) => encodeSign(payload, signatures),
      signMeaning,
    ),
  },
  'cose-sign1': {
    cases: sign1Cases,
    run: strict(
      decodeSign1,
      ({ kid, payload, signature }) => encodeSign1(kid, payload, signature),
      sign1Meaning,
    ),
  },
  cosignature: {
    cases: cosignatureCases,
    run: strict(decodeCosignature, encodeCosignature, cosignatureMeaning),
  },
  'der-signature': { cases: derSignatureCases, run: strict(signatureFromDer, signatureToDer) },
  engine: {
    cases: engineCases,
    run: (input) => {
      selfTest(engines[input as string] as Engine);
    },
  },
  entry: {
    cases: entryCases,
    run: strict(decodeEntry, encodeEntry, (entry, bytes) => ({
      ...entry,
      leaf: leafHash(sm3, bytes),
    })),
  },
  group: { cases: groupCases, run: strict(decodeGroup, encodeGroup, groupMeaning) },
  hex: { cases: hexCases, run: (input) => toHex(fromHex(input as string)) },
  inclusion: {
    cases: inclusionCases,
    run: (input) => {
      const { hash, leaf, index, size, path, root } = input as unknown as InclusionInput;
      const proof = { index, size, path: path.map(fromHex) };
      refuse(checkInclusion(hashNamed(hash), fromHex(leaf), proof, fromHex(root)));
    },
  },
  name: { cases: nameCases, run: (input) => logNameOf(...(input as unknown as [string, string])) },
  'registry-record': {
    cases: registryCases,
    run: strict(decodeRegistryRecord, encodeRegistryRecord),
  },
  'seal-list': { cases: sealListCases, run: strict(decodeSealList, encodeSealList, sealMeaning) },
  'signed-note': {
    cases: signedNoteCases,
    run: strict(decodeSignedNote, encodeSignedNote, noteMeaning, textBytes),
  },
  'sm2-verify': { cases: sm2VerifyCases, run: verificationBy(engine) },
  sm3: { cases: sm3Cases, run: (input) => engine.sm3(fromHex(input as string)) },
  spki: { cases: spkiCases, run: strict(decodeSpki, encodeSpki) },
  status: { cases: statusCases, run: strict(decodeStatus, encodeStatus) },
  'status-snapshot': {
    cases: snapshotCases,
    run: strict(decodeStatusSnapshot, encodeStatusSnapshot, snapshotMeaning),
  },
  'tree-root': {
    cases: treeRootCases,
    run: (input) => {
      const { hash, entries } = input as { hash: string; entries: string[] };
      const leaves = entries.map((entry) => leafHash(hashNamed(hash), fromHex(entry)));
      return treeRoot(hashNamed(hash), leaves);
    },
  },
};

function decodeBase64Text(bytes: Uint8Array): Uint8Array {
  return decodeBase64(new TextDecoder().decode(bytes));
}

function encodeBase64Text(bytes: Uint8Array): Uint8Array {
  return encodeUtf8(encodeBase64(bytes));
}

function runCertificate(input: Input): unknown {
  const certificate = readCertificate(bytesOf(input));
  const issuerKey = fromHex(certificateIssuerKey());
  // The signature is over tbs as it stands: it only verifies where those very bytes were cut out.
  const verified = engine.verify(issuerKey, certificate.tbs, certificate.signature);
  return { ...certificate, issuerKey: verified ? issuerKey : null };
}

function certificateIssuerKey(): string {
  const [first] = certificateCases;
  return (first?.value as { issuerKey: string }).issuerKey;
}

function groupMeaning(group: ReturnType<typeof decodeGroup>, bytes: Uint8Array): unknown {
  return {
    ...group,
    entries: group.entries.length,
    statements: group.statements.length,
    digest: engine.sm3(bytes),
    leaves: entriesOf(group, engine.sm3).map((entry) => leafHash(engine.sm3, entry)),
  };
}

/** Besides its parts: the key of the vector, where it verifies. */
function sign1Meaning({
  kid,
  payload,
  signature,
  message,
}: ReturnType<typeof decodeSign1>): unknown {
  const { signedBy } = sign1Cases[0]?.value as { signedBy: string };
  const good =
    toHex(message) === toHex(sign1Message(kid, payload)) &&
    engine.verify(fromHex(signedBy), message, signature);
  return { kid, payload, signature, signedBy: good ? signedBy : null };
}

function signMeaning({ payload, signatures }: ReturnType<typeof decodeSign>): unknown {
  const { signedBy } = signCases[0]?.value as { signedBy: string[] };
  const keys = signatures.map(({ kid, signature }, i) =>
    signedBy.filter(
      (key, j) => i === j && engine.verify(fromHex(key), signMessage(kid, payload), signature),
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
function cosignatureMeaning({ time, signature }: ReturnType<typeof decodeCosignature>): unknown {
  const { key, text } = cosignatureCases[0]?.value as Record<'key' | 'text', string>;
  const good = engine.verify(fromHex(key), cosignatureMessage(time, encodeUtf8(text)), signature);
  return { time, signature, ...(good ? { key, text } : {}) };
}

/** Besides the parts of the note: the key whose signature verifies, by the role that its key id names. */
function noteMeaning(note: ReturnType<typeof decodeSignedNote>): unknown {
  const { origin } = decodeCheckpoint(note.text);
  const [log, witness] = note.signatures;
  const { keys } = signedNoteCases[0]?.value as { keys: Record<'log' | 'witness', string> };
  const logKey = fromHex(keys.log);
  const witnessKey = fromHex(keys.witness);
  const { time, signature } = decodeCosignature(witness?.signature ?? new Uint8Array());
  const good =
    log?.name === origin &&
    toHex(noteKeyId(log.name, 'log', logKey, sm3)) === toHex(log.keyId) &&
    toHex(noteKeyId(witness?.name ?? '', 'witness', witnessKey, sm3)) ===
      toHex(witness?.keyId ?? new Uint8Array()) &&
    engine.verify(logKey, note.text, log.signature) &&
    engine.verify(witnessKey, cosignatureMessage(time, note.text), signature);
  return { ...note, text: new TextDecoder().decode(note.text), keys: good ? keys : null };
}
