import { VerifierError } from './errors.js';

function refuse(message: string): never {
  throw new VerifierError('ARGUMENT_INVALID', message);
}

const isBytes = (value: unknown): boolean => value instanceof Uint8Array;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * What is no file would else be called a forged one: digits in place of bytes, or what a browser calls an ArrayBuffer.
 * @throws VerifierError ARGUMENT_INVALID
 */
export function checkInput(input: unknown): void {
  if (!isBytes(input)) refuse('a licence file or show code is a Uint8Array');
}

/**
 * What is in it is looked at one by one.
 * @throws VerifierError ARGUMENT_INVALID
 */
export function checkDemand(demand: unknown): void {
  if (typeof demand !== 'object' || demand === null) refuse('a demand is an object');
}

/** @throws VerifierError ARGUMENT_INVALID */
export function checkKnowledge(knowledge: unknown, engine: unknown): void {
  if (typeof knowledge !== 'object' || knowledge === null) refuse('knowledge is an object');
  const { sync, state } = knowledge as Record<string, unknown>;
  if (sync !== null && !isBytes(sync)) refuse('a sync pack is a Uint8Array, or null');
  // A time floor that is no number would be below every clock.
  if (state !== null && !isState(state))
    refuse('a state is one that was decoded or returned, or null');
  const { sm3, verify } = (engine ?? {}) as Record<string, unknown>;
  if (typeof sm3 !== 'function' || typeof verify !== 'function')
    refuse('an engine has sm3 and verify');
}

function isState(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { network, trust, logs, floor } = value as Record<string, unknown>;
  const isBegun = trust === null ? network === null : isBytes(trust) && typeof network === 'string';
  return isBegun && isCount(floor) && Array.isArray(logs) && logs.every(isKnownLog);
}

function isKnownLog(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { origin, size, root, time, statusSequence, note } = value as Record<string, unknown>;
  const isTree = [size, time, statusSequence].every(isCount) && [root, note].every(isBytes);
  return typeof origin === 'string' && isTree;
}
