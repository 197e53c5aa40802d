import { encodeUtf8, toHex } from '@yinzhao/verifier/format/bytes';
import { GatewayError } from '../errors.js';
import { insertCaller, listCallers, revokeCaller, type CallerRecord } from '../store/caller.js';
import { isDuplicate } from '../store/plain.js';
import type { Desk } from './desk.js';
import type { Scope } from './scope.js';

type Parts = Pick<Desk, 'store' | 'engine' | 'random' | 'now'>;

export interface CallerRequest {
  readonly name: string;
  readonly body: string | null;
  readonly scopes: readonly Scope[];
}

export interface CallerView {
  readonly name: string;
  readonly body: string | null;
  readonly scopes: readonly string[];
  readonly created: string;
  readonly revoked: string | null;
}

/** Random bytes of a key. */
export const keyLength = 32;

/** `yz_` and 32 random bytes: a text that secret scanners can find. */
export function keyText(random: Uint8Array): string {
  return `yz_${Buffer.from(random).toString('base64url')}`;
}

/** The name of a key in the database: nobody can turn it back. */
export function keyDigest({ engine }: Pick<Desk, 'engine'>, key: string): string {
  return toHex(engine.sm3(encodeUtf8(key)));
}

/**
 * A new caller and its key, which is shown this once.
 * @throws GatewayError CALLER_TAKEN
 */
export async function createCaller(
  parts: Parts,
  { name, body, scopes }: CallerRequest,
): Promise<CallerView & { readonly key: string }> {
  const key = keyText(parts.random(keyLength));
  const record: CallerRecord = {
    digest: keyDigest(parts, key),
    name,
    body,
    scopes: [...scopes],
    created: new Date(parts.now()),
    revoked: null,
  };
  try {
    await insertCaller(parts.store.callers, record);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new GatewayError('CALLER_TAKEN', `a caller ${name} exists or existed`);
  }
  return { ...callerView(record), key };
}

export async function readCallers({ store }: Parts): Promise<readonly CallerView[]> {
  return (await listCallers(store.callers)).map(callerView);
}

/** @throws GatewayError CALLER_UNKNOWN */
export async function endCaller({ store, now }: Parts, name: string): Promise<void> {
  if (await revokeCaller(store.callers, name, new Date(now()))) return;
  throw new GatewayError('CALLER_UNKNOWN', `no caller ${name} with a live key`);
}

function callerView({ name, body, scopes, created, revoked }: CallerRecord): CallerView {
  return {
    name,
    body,
    scopes,
    created: created.toISOString(),
    revoked: revoked?.toISOString() ?? null,
  };
}
