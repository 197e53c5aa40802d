import { equalBytes, fromHex } from '@yinzhao/verifier/format/bytes';
import { decodeCredential } from '@yinzhao/verifier/format/credential';
import { buildFields, type FieldValue, type Sm3 } from '@yinzhao/verifier/format/fields';
import { parseIdentifier } from '@yinzhao/verifier/format/licence-identifier';
import type { KeptLicence, KeptObject } from './kept-object.js';

/**
 * A digest beside an object says that it is as it was written, not that one licence was written: what was not signed is
 * held against what was, so that nobody's values come back under another's identifier, or under another body.
 * @throws TypeError, VerifierError where they differ
 */
export function checkKept(kept: KeptObject, sm3: Sm3): void {
  const { created } = kept.kind === 'licence' ? kept.licence : kept.statement;
  if (Number.isNaN(created.getTime())) differs('its time is none');
  if (kept.kind === 'licence') checkLicence(kept.licence, sm3);
}

function checkLicence(licence: KeptLicence, sm3: Sm3): void {
  const { identifier, kid, from, to, fieldsRoot } = decodeCredential(licence.credential);
  const { type, body } = parseIdentifier(identifier);
  const isSame =
    identifier === licence.identifier &&
    type === licence.type &&
    body === licence.body &&
    from === licence.from &&
    to === licence.to &&
    equalBytes(kid, fromHex(licence.certificate));
  if (!isSame) differs('its credential is of another licence');
  const { root } = buildFields(licence.values as readonly FieldValue[], licence.seed, sm3);
  if (!equalBytes(root, fieldsRoot)) differs('its values are not those of its credential');
}

function differs(message: string): never {
  throw new TypeError(message);
}
