import { isLogName, isMemberName, isWitnessName } from '@yinzhao/verifier/format/name';
import { SignerError } from './errors.js';

/** What a key is for. One key has one role, for ever. */
export const keyRoles = ['root', 'issuing', 'log', 'witness', 'trust', 'index'] as const;
export type KeyRole = (typeof keyRoles)[number];

export function isKeyRole(text: string): text is KeyRole {
  return (keyRoles as readonly string[]).includes(text);
}

/** A log's key bears the name of the log, a witness's that of the witness; the others a short name. */
const fits: Readonly<Record<KeyRole, (name: string) => boolean>> = {
  root: isMemberName,
  issuing: isMemberName,
  log: isLogName,
  witness: isWitnessName,
  trust: isMemberName,
  index: isMemberName,
};

/** @throws SignerError KEY_NAME_WRONG */
export function checkKeyName(role: KeyRole, name: string): void {
  if (!fits[role](name)) {
    throw new SignerError('KEY_NAME_WRONG', `"${name}" is no name for a key of the role ${role}`);
  }
}

/** Name of a key's files. Short names have no dots, so that no two keys share one. */
export function keyIdOf(role: KeyRole, name: string, generation: number): string {
  return `${role}.${name.replaceAll('/', '.')}.${generation}`;
}
