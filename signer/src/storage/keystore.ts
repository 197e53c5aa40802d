import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeUtf8, equalBytes } from '@yinzhao/verifier/format/bytes';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { SignerError } from '../errors.js';
import { generatePkcs8, handleOf, importKey, type KeyHandle } from '../key-handle.js';
import { checkKeyName, keyIdOf, type KeyRole } from '../roles.js';
import { createFile, makePrivateFolder, readPrivateFile, replaceFile } from './files.js';
import { boundOf, decodeKeyFile, encodeKeyFile, type KeyFile, type KeyRecord } from './key-file.js';
import { takeLock } from './lock.js';
import { deriveStoreKeys, seal, unseal, usualWork, type StoreKeys } from './seal.js';
import {
  decodeState,
  emptyState,
  encodeState,
  maximumStateBytes,
  type KeyState,
} from './state-file.js';

const maximumKeyFileBytes = 64 * 1024;
const nonceLength = 12;
const secretLength = 32;

/** A key that is open. The secret stays in this file. */
export interface StoredKey {
  readonly id: string;
  readonly record: KeyRecord;
  /** Null for an index key. */
  readonly handle: KeyHandle | null;
  /** Of an index key: HMAC with SM3. */
  readonly mac: ((text: string) => Uint8Array) | null;
  readonly state: KeyState;
  /** The state is not all that the key has signed: it signs no more. */
  readonly lost: boolean;
}

export interface Keystore {
  readonly folder: string;
  readonly keys: () => readonly StoredKey[];
  /** The next generation of a name. */
  readonly create: (role: KeyRole, name: string) => Promise<StoredKey>;
  readonly change: (key: StoredKey, changes: Partial<KeyRecord>) => Promise<StoredKey>;
  /** On disk when it resolves. */
  readonly remember: (key: StoredKey, state: KeyState) => Promise<void>;
  readonly close: () => void;
}

export interface KeystoreOptions {
  readonly engine: Engine;
  /** Overwritten once the keys are derived. */
  readonly passphrase: Uint8Array;
  readonly random: (length: number) => Uint8Array;
  /** Of a new keystore; usual: 32 MiB and a quarter of a second. */
  readonly work?: { readonly cost: number; readonly blockSize: number; readonly parallel: number };
}

type Open = { -readonly [Part in keyof StoredKey]: StoredKey[Part] } & {
  readonly secret: KeyObject;
};

/** @throws SignerError KEYSTORE_LOCKED, KEY_FILE_WRONG, PASSPHRASE_WRONG, PERMISSIONS_WRONG, STORAGE_FAILED */
export async function openKeystore(folder: string, options: KeystoreOptions): Promise<Keystore> {
  for (const part of ['', 'keys', 'state']) await makePrivateFolder(join(folder, part));
  const release = takeLock(join(folder, 'lock'));
  try {
    return await openLocked(folder, options, release);
  } catch (error) {
    release();
    throw error;
  } finally {
    options.passphrase.fill(0);
  }
}

async function openLocked(
  folder: string,
  options: KeystoreOptions,
  release: () => void,
): Promise<Keystore> {
  const { passphrase, random, work = usualWork } = options;
  const files = await readKeyFiles(join(folder, 'keys'));
  const derivation = files[0]?.derivation ?? { ...work, salt: random(16) };
  const storeKeys = await deriveStoreKeys(passphrase, derivation);
  const { load, ...store } = storeOf(folder, storeKeys, options);
  for (const file of files) await load(file);
  return { folder, ...store, close: release };
}

type Store = Omit<Keystore, 'folder' | 'close'> & {
  readonly load: (file: KeyFile) => Promise<void>;
};

function storeOf(folder: string, storeKeys: StoreKeys, { engine, random }: KeystoreOptions): Store {
  const { derivation } = storeKeys;
  const keys = new Map<string, Open>();
  const keyPath = (id: string): string => join(folder, 'keys', `${id}.key`);
  const statePath = (id: string): string => join(folder, 'state', `${id}.state`);
  const encode = (record: KeyRecord, secret: KeyObject): Uint8Array => {
    const sealed = sealSecret(storeKeys, record, secret, random(nonceLength));
    return encodeKeyFile({ derivation, record, sealed });
  };
  const openOf = ({ id }: StoredKey): Open => keys.get(id) as Open;

  const change: Keystore['change'] = async (key, changes) => {
    const open = openOf(key);
    const record = { ...open.record, ...changes };
    await replaceFile(keyPath(key.id), encode(record, open.secret));
    open.record = record;
    open.lost ||= record.lost;
    return open;
  };
  const create: Keystore['create'] = async (role, name) => {
    checkKeyName(role, name);
    const generation = 1 + generationsOf(keys, role, name);
    const key = openSecret(newRecord(role, name, generation), newSecret(role, random), engine);
    await createFile(keyPath(key.id), encode(key.record, key.secret));
    keys.set(key.id, key);
    return key;
  };
  const remember: Keystore['remember'] = async (key, state) => {
    const bytes = encodeState(storeKeys.states, key.id, state, random(nonceLength));
    await replaceFile(statePath(key.id), bytes);
    // After the state: a kill in between leaves a state without mark, which the next start marks.
    if (!key.record.used) await change(key, { used: true });
    openOf(key).state = state;
  };
  const load = async (file: KeyFile): Promise<void> => {
    const key = openSecret(file.record, unsealSecret(storeKeys, file), engine);
    keys.set(key.id, key);
    const bytes = await readPrivateFile(statePath(key.id), maximumStateBytes);
    const state = bytes === null ? null : decodeState(storeKeys.states, key.id, bytes);
    if (state === null) key.lost ||= bytes !== null || key.record.used;
    else key.state = state;
    if (state !== null && !key.record.used) await change(key, { used: true });
  };
  return { keys: () => [...keys.values()], create, change, remember, load };
}

function generationsOf(keys: ReadonlyMap<string, Open>, role: KeyRole, name: string): number {
  return [...keys.values()].filter(({ record }) => record.role === role && record.name === name)
    .length;
}

async function readKeyFiles(folder: string): Promise<KeyFile[]> {
  // What a kill left half made ends in .new and was never used.
  const names = (await readdir(folder)).filter((name) => name.endsWith('.key')).sort();
  const files: KeyFile[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const bytes = await readPrivateFile(path, maximumKeyFileBytes);
    const file = decodeKeyFile(bytes ?? new Uint8Array());
    const { role, name: keyName, generation } = file.record;
    if (`${keyIdOf(role, keyName, generation)}.key` !== name) {
      throw new SignerError('KEY_FILE_WRONG', `${path} is the file of another key`);
    }
    files.push(file);
  }
  return files;
}

function newRecord(role: KeyRole, name: string, generation: number): KeyRecord {
  const publicKey = new Uint8Array();
  return {
    role,
    name,
    generation,
    publicKey,
    certificate: null,
    retired: null,
    used: false,
    lost: false,
  };
}

function newSecret(role: KeyRole, random: (length: number) => Uint8Array): KeyObject {
  const bytes = role === 'index' ? Buffer.from(random(secretLength)) : generatePkcs8();
  const secret = role === 'index' ? createSecretKey(bytes) : importKey(bytes);
  bytes.fill(0);
  return secret;
}

function openSecret(record: KeyRecord, secret: KeyObject, engine: Engine): Open {
  const id = keyIdOf(record.role, record.name, record.generation);
  const rest = { id, secret, state: emptyState, lost: record.lost };
  if (record.role === 'index') {
    const mac = (text: string): Uint8Array =>
      createHmac('sm3', secret).update(encodeUtf8(text)).digest();
    return { ...rest, record, handle: null, mac };
  }
  const handle = handleOf(secret, engine);
  return { ...rest, record: { ...record, publicKey: handle.publicKey }, handle, mac: null };
}

function sealSecret(
  { keys, derivation }: StoreKeys,
  record: KeyRecord,
  secret: KeyObject,
  nonce: Uint8Array,
): Uint8Array {
  const bytes =
    secret.type === 'secret' ? secret.export() : secret.export({ format: 'der', type: 'pkcs8' });
  const sealed = seal(keys, boundOf(derivation, record), bytes, nonce);
  bytes.fill(0);
  return sealed;
}

function unsealSecret({ keys, derivation }: StoreKeys, file: KeyFile): KeyObject {
  const { record, sealed } = file;
  const same =
    equalBytes(boundOf(file.derivation, record), boundOf(derivation, record)) &&
    unseal(keys, boundOf(derivation, record), sealed);
  if (!same) {
    const id = keyIdOf(record.role, record.name, record.generation);
    throw new SignerError('PASSPHRASE_WRONG', `${id} does not open: another passphrase or altered`);
  }
  const secret = record.role === 'index' ? createSecretKey(same) : importKey(same);
  same.fill(0);
  return secret;
}
