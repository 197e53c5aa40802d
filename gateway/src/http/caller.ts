import { GatewayError } from '../errors.js';
import type { Scope } from '../issue/scope.js';

/** Who holds an API key. */
export interface Caller {
  readonly name: string;
  /** The issuing body it speaks for; null: none, as an administrator or a hall that only verifies. */
  readonly body: string | null;
  readonly scopes: readonly Scope[];
}

/** Whoever asks without a key. */
export const anybody: Caller = { name: 'anybody', body: null, scopes: [] };

/** `yz_` and 32 random bytes: a text that secret scanners can find. */
const keyForm = /^Bearer (yz_[A-Za-z0-9_-]{43})$/;

/**
 * The key an `Authorization` header carries.
 * @throws GatewayError API_KEY_MISSING, API_KEY_UNKNOWN
 */
export function keyOf(authorization: string | undefined): string {
  if (authorization === undefined) {
    throw new GatewayError('API_KEY_MISSING', 'no Authorization header');
  }
  const key = keyForm.exec(authorization)?.[1];
  if (key === undefined) throw new GatewayError('API_KEY_UNKNOWN', 'not a key of ours');
  return key;
}

/** @throws GatewayError SCOPE_MISSING */
export function demandScope(caller: Caller, scope: Scope): void {
  if (!caller.scopes.includes(scope)) {
    throw new GatewayError('SCOPE_MISSING', `the key lacks the scope ${scope}`);
  }
}

/**
 * The body a caller speaks for.
 * @throws GatewayError BODY_FOREIGN
 */
export function bodyOf(caller: Caller): string {
  if (caller.body === null) {
    throw new GatewayError('BODY_FOREIGN', 'the key belongs to no issuing body');
  }
  return caller.body;
}
