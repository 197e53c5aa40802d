import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { encodeCheckpoint, type Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import { encodeCredentialContent } from '@yinzhao/verifier/format/credential';
import { entryKind } from '@yinzhao/verifier/format/entry';
import { encodeGroup, type Group } from '@yinzhao/verifier/format/group';
import { formatIdentifier } from '@yinzhao/verifier/format/licence-identifier';
import { encodeSignedNote, noteKeyId } from '@yinzhao/verifier/format/signed-note';
import { consistencyPath } from '@yinzhao/verifier/merkle/consistency';
import { leafHash } from '@yinzhao/verifier/merkle/hash';
import { treeRoot } from '@yinzhao/verifier/merkle/tree';
import { nodeEngine } from '@yinzhao/verifier/node';
import type { KeyHandle } from '../src/key-handle.js';
import { openSigner, type SignerOptions } from '../src/open-signer.js';
import type { OpenSigner, Signer } from '../src/signer.js';

// Disks that sync slowly, on machines with other things to do.

export const engine = nodeEngine();
export const start = Date.UTC(2026, 10, 24);
export const minute = 60_000;
/** The least a key file may ask for: tests open hundreds. */
export const work = { cost: 1024, blockSize: 8, parallel: 1 };

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the file's tests. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'yz-signer-'));
  folders.push(folder);
  return folder;
}

/** A clock that a test sets. */
export const clock = { time: start };

export function reopen(folder: string, changes: Partial<SignerOptions> = {}): Promise<OpenSigner> {
  return openSigner(folder, {
    engine,
    passphrase: encodeUtf8('a passphrase for tests'),
    now: () => clock.time,
    random: randomBytes,
    work,
    ...changes,
  });
}

export async function newSigner(
  changes: Partial<SignerOptions> = {},
): Promise<{ folder: string; signer: OpenSigner }> {
  clock.time = start;
  const folder = testFolder();
  return { folder, signer: await reopen(folder, changes) };
}

const year = 365 * 24 * 60 * minute;

/** A root that has its certificate. */
export async function addRoot(signer: Signer): Promise<Uint8Array> {
  const { publicKey } = await signer.createKey({ role: 'root', name: 'root' });
  const certificate = await signer.issueCertificate({
    subject: 'CN=示例根证书机构,O=印照示例',
    publicKey,
    notBefore: start - year,
    notAfter: start + 10 * year,
  });
  await signer.attachCertificate('root', certificate);
  return certificate;
}

/** An issuing key with its certificate, under the root. @returns SM3 of the certificate */
export async function addIssuer(signer: Signer, name: string): Promise<Uint8Array> {
  const { publicKey } = await signer.createKey({ role: 'issuing', name });
  const certificate = await signer.issueCertificate({
    subject: `CN=示例部门 ${name},O=印照示例`,
    publicKey,
    notBefore: start - minute,
    notAfter: start + year,
  });
  await signer.attachCertificate(name, certificate);
  return engine.sm3(certificate);
}

export function licence(serial = 1): Uint8Array {
  const identifier = formatIdentifier({
    type: '110100000000000000001',
    body: '11330000002482109B',
    serial: `A${String(serial).padStart(9, '0')}`,
    version: '001',
  });
  return encodeCredentialContent({
    identifier,
    from: 20700,
    to: null,
    fieldsRoot: engine.sm3(encodeUtf8(`fields ${serial}`)),
    artefacts: [],
    holderKey: null,
    predecessor: null,
    annotation: null,
  });
}

export const logName = 'yinzhao/city/approval';

export function group(
  certificate: Uint8Array,
  number: number,
  changes: Partial<Group> = {},
): Uint8Array {
  const entries = [
    { kind: entryKind.licence, object: engine.sm3(encodeUtf8(`licence ${number}`)) },
  ];
  return encodeGroup({
    log: logName,
    certificate,
    number,
    entries,
    statements: [],
    ...changes,
  });
}

/** A tree that grows by invented leaves; another `flavour` is another history. */
export function tree(size: number, flavour = 'true'): Uint8Array[] {
  return Array.from({ length: size }, (_, i) =>
    leafHash(engine.sm3, encodeUtf8(`${flavour} ${i}`)),
  );
}

export function proofOf(from: number, to: number, flavour = 'true'): Uint8Array[] {
  return consistencyPath(engine.sm3, tree(to, flavour), from);
}

export function checkpoint(
  size: number,
  changes: Partial<Checkpoint> = {},
  flavour = 'true',
): Uint8Array {
  return encodeCheckpoint({
    origin: logName,
    size,
    root: treeRoot(engine.sm3, tree(size, flavour)),
    time: clock.time,
    status: { sequence: 0, digest: engine.sm3(encodeUtf8(`status ${size}`)) },
    trust: { version: 1, digest: engine.sm3(encodeUtf8('trust 1')) },
    ...changes,
  });
}

/** A note with the signature of a log's key. */
export function signedNote(text: Uint8Array, key: KeyHandle, origin = logName): Uint8Array {
  const keyId = noteKeyId(origin, 'log', key.publicKey, engine.sm3);
  const signatures = [{ name: origin, keyId, signature: key.sign(text) }];
  return encodeSignedNote({ text, signatures });
}

/** Jest's matcher for a coded error. */
export function coded(code: string): object {
  return expect.objectContaining({ code });
}
