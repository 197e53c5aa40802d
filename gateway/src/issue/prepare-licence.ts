import { fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import {
  encodeCredentialContent,
  type Artefact,
  type CredentialContent,
} from '@yinzhao/verifier/format/credential';
import { entryKind } from '@yinzhao/verifier/format/entry';
import { buildFields } from '@yinzhao/verifier/format/fields';
import { formatIdentifier, parseIdentifier } from '@yinzhao/verifier/format/licence-identifier';
import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { GatewayError } from '../errors.js';
import { findLicence, type LicenceRecord } from '../store/licence.js';
import { valuesInOrder, type LicenceType } from '../types/licence-type.js';
import type { Desk } from './desk.js';
import { issuerFor, type OwnIssuer } from './issuers.js';
import type { ArtefactRequest, LicenceRequest } from './licence-request.js';
import { validityOf } from './validity.js';

/** Who asks, and the key under which the same request may come again. */
export interface Asker {
  readonly caller: string;
  readonly body: string;
  readonly key: string | null;
}

/** A licence that only lacks its signature. */
export interface PreparedLicence {
  readonly issuer: OwnIssuer;
  readonly content: Uint8Array;
  /** Text that names the holder: goes to the signer, never into the database or a log. */
  readonly holder: string;
  readonly record: Omit<LicenceRecord, 'holders' | 'object' | 'credential'>;
}

const seedLength = 32;
const serialLength = 20;
/** Serials that we give: no letter is mistaken for a digit. */
const serialAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Everything that can be wrong with a request is found here, before anything is signed or stored.
 * @throws GatewayError LICENCE_TYPE_UNKNOWN, LICENCE_FIELDS_INVALID, LICENCE_VALIDITY_INVALID, ISSUER_MISSING,
 * LICENCE_TYPE_FOREIGN, PREDECESSOR_INVALID
 */
export async function prepareLicence(
  desk: Desk,
  asker: Asker,
  request: LicenceRequest,
): Promise<PreparedLicence> {
  const type = typeOf(desk, request);
  const { from, to } = validityOf(type, request);
  const issuer = await issuerFor(desk.issuers, asker.body, type.code);
  await checkPredecessor(desk, asker, request);
  const { fields, version = '001', predecessor = null, holderKey } = request;
  const serial = request.serial ?? serialOf(desk, asker);
  const identifier = formatIdentifier({ type: type.code, body: asker.body, serial, version });
  const values = valuesInOrder(type, fields);
  const seed = desk.random(seedLength);
  const content: CredentialContent = {
    identifier,
    from,
    to,
    fieldsRoot: buildFields(values, seed, desk.engine.sm3).root,
    artefacts: (request.artefacts ?? []).map(artefactOf),
    holderKey: holderKey === undefined ? null : fromHex(holderKey),
    predecessor,
    annotation: null,
  };
  return {
    issuer,
    content: encodeCredentialContent(content),
    holder: String(fields[type.holder]),
    record: {
      identifier,
      state: 'signed',
      kind: entryKind.licence,
      status: 0,
      log: issuer.log,
      certificate: toHex(issuer.digest),
      type: type.code,
      body: asker.body,
      from,
      to,
      values,
      seed,
      caller: asker.caller,
      created: new Date(desk.now()),
    },
  };
}

function typeOf({ types }: Desk, { type: code, fields }: LicenceRequest): LicenceType {
  const type = types.get(code);
  if (type === undefined) {
    throw new GatewayError('LICENCE_TYPE_UNKNOWN', `no licence type ${code}`);
  }
  const problems = type.check(fields);
  if (problems.length > 0) {
    throw new GatewayError('LICENCE_FIELDS_INVALID', 'the fields are not those of the type', {
      fields: problems.map((one) => ({ ...one, pointer: `#/fields${one.pointer.slice(1)}` })),
    });
  }
  return type;
}

/** With a key the serial follows from it: the request that comes again names the same licence. */
function serialOf({ engine, random }: Desk, { caller, key }: Asker): string {
  const bytes =
    key === null
      ? random(serialLength)
      : engine.sm3(encodeUtf8(`yinzhao/serial\n${caller}\n${key}`));
  return Array.from(bytes.subarray(0, serialLength), (byte) =>
    serialAlphabet.charAt(byte % serialAlphabet.length),
  ).join('');
}

function artefactOf({ kind, digest, length = 0 }: ArtefactRequest): Artefact {
  return kind === 'sealedOfd'
    ? { kind, digest: fromHex(digest) }
    : { kind, digest: fromHex(digest), length };
}

async function checkPredecessor(
  { store }: Desk,
  { body }: Asker,
  { predecessor, type }: LicenceRequest,
): Promise<void> {
  if (predecessor === undefined) return;
  const named = identifierOf(predecessor);
  const found = named?.body === body && named.type === type;
  if (!found || (await findLicence(store.licences, predecessor)) === null) {
    throw new GatewayError('PREDECESSOR_INVALID', 'no licence of this body and type');
  }
}

function identifierOf(text: string): ReturnType<typeof parseIdentifier> | null {
  try {
    return parseIdentifier(text);
  } catch {
    return null;
  }
}
