// Six of the twelve fields of a licence in a log of ten million entries, as a code: what its sizes are measured by.
import {
  encodeCredential,
  encodeCredentialContent,
  credentialMessage,
} from '../../src/format/credential.js';
import { encodeUtf8 } from '../../src/format/bytes.js';
import { encodeEntry, entryKind } from '../../src/format/entry.js';
import { buildFields } from '../../src/format/fields.js';
import { encodeReceipt, receiptFrom } from '../../src/format/receipt.js';
import { shortPlace } from '../../src/format/short-place.js';
import { encodeShowCode, type ShowCode } from '../../src/format/show-code.js';
import { decodeSignedNote } from '../../src/format/signed-note.js';
import { climb } from '../../src/merkle/climb.js';
import { leafHash } from '../../src/merkle/hash.js';
import { rootFromInclusion } from '../../src/merkle/inclusion.js';
import {
  identifierOf,
  issuing,
  noon,
  origin,
  signNote,
  sm3,
  subjects,
  today,
  trustLine,
} from './city.js';
import { goodBundle, nowAt } from './scene.js';
import { deviceKey, proofOf } from './show.js';
import { signWith, testKey } from './signer.js';

/** 134 bytes of UTF-8. */
export const shownValues = [
  '示例市星火餐饮管理有限公司',
  '91330100MA0000000X',
  '示例张三',
  '示例市样板区演示路1000号',
  '热食类食品制售',
  '2026-02-20',
] as const;
const hiddenValues = ['示例李四', '餐馆', 80, true, null, '示例市场监督管理局'] as const;

export const entries = 10_000_000;
/** One of those with the longest path. */
export const leafIndex = 5_000_000;

const fields = buildFields([...shownValues, ...hiddenValues], new Uint8Array(32).fill(6), sm3);
const kid = sm3(issuing);
const payload = encodeCredentialContent({
  identifier: identifierOf('SAMPLE0612'),
  from: today - 10,
  to: today + 355,
  fieldsRoot: fields.root,
  artefacts: [{ kind: 'sealedOfd', digest: sm3(encodeUtf8('Signature.xml')) }],
  holderKey: deviceKey,
  predecessor: null,
  annotation: null,
});
const credential = encodeCredential(
  kid,
  payload,
  signWith(testKey(subjects.body), credentialMessage(kid, payload)),
);

export const leaf = leafHash(
  sm3,
  encodeEntry({ kind: entryKind.licence, certificate: kid, object: sm3(credential) }),
);

/** The log signs the root that the leaf leads to, beside hashes that nothing is known of. */
function makeReceipt() {
  const path: Uint8Array[] = [];
  const next = (): number => path.push(sm3(encodeUtf8(`sibling ${path.length}`)));
  while (!climb(leafIndex, entries - 1, path, () => undefined)) next();
  const root = rootFromInclusion(sm3, leaf, { index: leafIndex, size: entries, path });
  if (root === null) throw new Error('no such path');
  const note = decodeSignedNote(
    signNote({
      origin,
      size: entries,
      root,
      time: noon,
      status: { sequence: 100_000, digest: sm3(encodeUtf8('lists')) },
      trust: trustLine(goodBundle, 1),
    }),
  );
  return receiptFrom(note, { leafIndex, path }, note.signatures.slice(1));
}

const receipt = makeReceipt();
const shown = { credential, disclosure: fields.disclose([0, 1, 2, 3, 4, 5]) };
const showing = { time: nowAt, purpose: null, audience: null, challenge: null };
const code = { ...shown, proof: proofOf(shown, showing), receipt: null, place: null };

/** The same six fields with a receipt, or a place, of another tree. */
export const codeWith = (parts: Pick<ShowCode, 'receipt'> | Pick<ShowCode, 'place'>): string =>
  encodeShowCode({ ...code, ...parts });

export const fullCode = encodeShowCode({ ...code, receipt: encodeReceipt(receipt) });
/** For a terminal whose pack has all ten million. */
export const shortCode = encodeShowCode({ ...code, place: shortPlace(receipt, entries) });
