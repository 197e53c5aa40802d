import {
  builtInPolicy,
  verify,
  type Policy,
  type Verdict,
  type VerifierState,
} from '@yinzhao/verifier';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { nodeEngine } from '@yinzhao/verifier/node';
import type { FirstTrust } from './trust.js';

/** What a hall of the city demands: it believes the first trust bundle and what follows from it. */
export function hallPolicy({ version, digest }: FirstTrust, changes: Partial<Policy> = {}): Policy {
  return { ...builtInPolicy('hall'), trust: { version, digest: toHex(digest) }, ...changes };
}

export interface Knowledge {
  readonly sync: Uint8Array | null;
  readonly state?: VerifierState | null;
}

/** Judges a licence file as the command line does, in this process. */
export function judge(
  licence: Uint8Array,
  { sync, state = null }: Knowledge,
  policy: Policy,
  at = Date.now(),
): Verdict {
  return verify(licence, { sync, state }, { at, policy, engine: nodeEngine() });
}

/** The codes of everything that has not passed. */
export function codesOf({ checks }: Verdict): string[] {
  return checks.flatMap(({ code }) => (code === null ? [] : [code]));
}
