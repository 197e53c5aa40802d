// Keys of sample bodies, under the rules that the signer keeps: the last group of a certificate, and no other under its
// number but the empty one.
import type { SampleBody } from '@yinzhao/e2e/parties';
import { equalBytes, toHex } from '@yinzhao/verifier/format/bytes';
import { decodeGroup, type SignedGroup } from '@yinzhao/verifier/format/group';
import type { GroupSigner } from '../src/anchor/pending-source.js';

export interface TestSigner extends GroupSigner {
  /** Certificates, in hex, whose key does not answer. */
  readonly silent: Set<string>;
}

export function testSigner(bodies: readonly SampleBody[]): TestSigner {
  const last = new Map<string, SignedGroup>();
  const silent = new Set<string>();
  const fail = (code: string): never => {
    throw Object.assign(new Error(code), { code });
  };
  return {
    silent,
    lastGroup: (certificate) => Promise.resolve(last.get(toHex(certificate)) ?? null),
    signGroup: async (bytes) => {
      const group = decodeGroup(bytes);
      const key = toHex(group.certificate);
      const body = bodies.find(({ digest }) => equalBytes(digest, group.certificate));
      if (!body || silent.has(key)) return fail('KEY_UNKNOWN');
      const before = last.get(key);
      if (before && equalBytes(before.group, bytes)) return before.signature;
      const number = before ? decodeGroup(before.group).number : 0;
      const empty = group.entries.length + group.statements.length === 0;
      if (group.number === number && !empty) return fail('GROUP_REPLACED');
      if (group.number !== number && group.number !== number + 1) return fail('GROUP_NUMBER_WRONG');
      const signature = body.key.sign(bytes);
      last.set(key, { group: bytes, signature });
      return Promise.resolve(signature);
    },
  };
}
