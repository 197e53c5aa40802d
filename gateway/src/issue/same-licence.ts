import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeCredential, encodeCredentialContent } from '@yinzhao/verifier/format/credential';
import { GatewayError } from '../errors.js';
import { keptLicence } from '../objects/kept-object.js';
import { findLicence, type LicenceRecord } from '../store/licence.js';
import type { Desk } from './desk.js';
import { viewOf, type LicenceView } from './view.js';

/** The identifier is there already: the same request came before, or it means another licence. */
export async function sameLicence(
  { store, objects }: Desk,
  wanted: LicenceRecord,
): Promise<LicenceView | GatewayError> {
  const found = await findLicence(store.licences, wanted.identifier);
  if (found !== null && saysTheSame(found, wanted)) {
    // It may have come into the database and no further.
    if (found.state === 'signed') await objects.keepOnce([keptLicence(found)]);
    return viewOf(found);
  }
  return new GatewayError('LICENCE_TAKEN', `${wanted.identifier} is another licence`);
}

/** All that a body says; seed, fields root and signature are new each time. */
function saysTheSame(found: LicenceRecord, wanted: LicenceRecord): boolean {
  if (found.caller !== wanted.caller || !found.credential || !wanted.credential) return false;
  if (JSON.stringify(found.values) !== JSON.stringify(wanted.values)) return false;
  return equalBytes(statementOf(found.credential), statementOf(wanted.credential));
}

function statementOf(credential: Uint8Array): Uint8Array {
  return encodeCredentialContent({
    ...decodeCredential(credential),
    fieldsRoot: new Uint8Array(32),
  });
}
