import { checkForward } from '../state-order.js';
import {
  encodeMark,
  encodeStored,
  openStored,
  type KeptBytes,
  type StoredState,
} from '../state-seal.js';
import { decodeState, encodeState, type VerifierState } from '../state.js';
import { openDatabase, type Database } from './database.js';
import { takeLock } from './state-lock.js';
import { readMark, writeMark } from './state-mark.js';

/** How long another page may hold the state before this one gives up. */
const patience = 10_000;

/** A verifier's memory in IndexedDB, held by this page alone until it is closed. */
export interface StateStore {
  /**
   * null where nothing was ever written, or the browser has thrown away everything it had of this site: trust is then
   * the caller's to give, and a verification without any is refused (TRUST_ANCHOR_MISSING).
   */
  readonly load: () => VerifierState | null;
  /**
   * Resolves once the state is kept: await it before the answer is given.
   * @throws VerifierError STATE_ROLLED_BACK, STATE_LOCKED, STATE_UNAVAILABLE
   */
  readonly save: (state: VerifierState) => Promise<void>;
  /** Resolves once everything is saved, and gives the state to the next page. */
  readonly close: () => Promise<void>;
}

/** How a state store is opened. */
export interface StateStoreOptions {
  /** Takes the state as it is although it was copied or restored, by the user's own decision. */
  readonly adopt?: boolean;
  /** Milliseconds to wait for another page; 10,000 where not given. */
  readonly wait?: number;
}

/**
 * Opens the state of that name, which need not exist. For secure contexts (https or loopback): others have no locks.
 * @throws VerifierError STATE_LOCKED, STATE_UNAVAILABLE, STATE_MISSING, STATE_ROLLED_BACK, STATE_FOREIGN,
 * STATE_FILE_MALFORMED, or a code of {@link decodeState}
 */
export async function openStateStore(
  name: string,
  { adopt = false, wait = patience }: StateStoreOptions = {},
): Promise<StateStore> {
  const release = await takeLock(`yinzhao-verifier/${name}`, wait);
  let database: Database | null = null;
  try {
    database = await openDatabase(wait);
    return await openWith(database, release, name, adopt);
  } catch (error) {
    database?.close();
    release();
    throw error;
  }
}

async function openWith(
  database: Database,
  release: () => void,
  name: string,
  adopt: boolean,
): Promise<StateStore> {
  let bytes = await database.read(name);
  let stored = await openBytes(bytes, name, adopt);
  const loaded = stored && decodeState(stored.state);
  let newest = loaded;
  const put = async (next: VerifierState): Promise<void> => {
    checkForward(newest, next);
    const fresh: StoredState = {
      id: stored?.id ?? randomId(),
      generation: (stored?.generation ?? 0) + 1,
      state: encodeState(next),
    };
    const kept = await keep(encodeStored(fresh));
    await database.replace(name, bytes, kept.bytes);
    writeMark(name, encodeMark(kept));
    [bytes, stored, newest] = [kept.bytes, fresh, next];
  };
  // One after another, whether or not the caller waits; a refused one does not stop the next.
  let last: Promise<void> = Promise.resolve();
  const save = (next: VerifierState): Promise<void> => (last = settled(last).then(() => put(next)));
  if (adopt && loaded !== null) await save(loaded);
  const close = async (): Promise<void> => {
    await settled(last);
    database.close();
    release();
  };
  return { load: () => loaded, save, close };
}

async function settled(deed: Promise<void>): Promise<void> {
  await Promise.allSettled([deed]);
}

async function openBytes(
  bytes: Uint8Array | null,
  name: string,
  adopt: boolean,
): Promise<StoredState | null> {
  const kept = bytes && (await keep(bytes));
  if (!adopt) return openStored(kept, readMark(name), true);
  if (kept === null) return null;
  // From here on it is this verifier's: the copy it came from is another one.
  const stored = openStored(kept, encodeMark(kept));
  return stored && { ...stored, id: randomId() };
}

function randomId(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(16));
}

async function keep(bytes: Uint8Array): Promise<KeptBytes> {
  return { bytes, digest: new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice())) };
}
