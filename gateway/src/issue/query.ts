import { toHex } from '@yinzhao/verifier/format/bytes';
import { GatewayError } from '../errors.js';
import { findByHolder, findLicence, type LicenceRecord } from '../store/licence.js';
import { statementsOf } from '../store/statement.js';
import type { FieldValues, LicenceType } from '../types/licence-type.js';
import { statusView, type StatusView } from './change-status.js';
import type { Desk } from './desk.js';
import { viewOf, type LicenceView } from './view.js';

export interface WholeLicence extends LicenceView {
  readonly fields: FieldValues;
  /** Oldest first. */
  readonly changes: readonly StatusView[];
}

/** Of one holder there are tens of licences, not thousands. */
const mostOfHolder = 200;

/** Fields in the order of their type; those that are not there are left out. */
export function fieldsOf(type: LicenceType | undefined, { values }: LicenceRecord): FieldValues {
  const names = type?.fields.map(({ name }) => name) ?? values.map((_value, i) => `${i}`);
  const entries = names.map((name, i) => [name, values[i] ?? null] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null)) as FieldValues;
}

/**
 * The licence of that identifier, where it is the body's own.
 * @throws GatewayError LICENCE_UNKNOWN
 */
export async function ownLicence(
  { store }: Desk,
  identifier: string,
  body: string,
): Promise<LicenceRecord> {
  const licence = await findLicence(store.licences, identifier);
  if (licence?.body !== body) throw new GatewayError('LICENCE_UNKNOWN', 'no such licence');
  return licence;
}

/** @throws GatewayError LICENCE_UNKNOWN */
export async function readLicence(
  desk: Desk,
  identifier: string,
  body: string,
): Promise<WholeLicence> {
  const licence = await ownLicence(desk, identifier, body);
  const changes = await statementsOf(desk.store.statements, identifier);
  return {
    ...viewOf(licence),
    fields: fieldsOf(desk.types.get(licence.type), licence),
    changes: changes.map(statusView),
  };
}

/** The body's own licences of a holder, by what identifies them; the database knows them by an HMAC only. */
export async function licencesOfHolder(
  desk: Desk,
  holder: string,
  body: string,
): Promise<readonly LicenceView[]> {
  const index = await desk.signer.holderIndex([holder]);
  const found = await findByHolder(desk.store.licences, index.map(toHex), mostOfHolder);
  return found.filter((licence) => licence.body === body).map(viewOf);
}
