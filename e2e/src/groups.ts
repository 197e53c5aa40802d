import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { entryKind } from '@yinzhao/verifier/format/entry';
import {
  encodeGroup,
  type Group,
  type GroupEntry,
  type SignedGroup,
} from '@yinzhao/verifier/format/group';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { SampleBody } from './parties.js';

/** A group of a body as its signer would make it. */
export function signGroup(
  body: SampleBody,
  number: number,
  content: Partial<Pick<Group, 'entries' | 'statements'>>,
  changes: Partial<Group> = {},
): SignedGroup {
  const group = encodeGroup({
    log: body.log,
    certificate: body.digest,
    number,
    entries: [],
    statements: [],
    ...content,
    ...changes,
  });
  return { group, signature: body.key.sign(group) };
}

/** Entries of invented licences: the digest of a text stands for that of a credential. */
export function sampleEntries(count: number, name: string, engine: Engine): GroupEntry[] {
  return Array.from({ length: count }, (_, i) => ({
    kind: entryKind.licence,
    object: engine.sm3(encodeUtf8(`${name} ${i}`)),
  }));
}
