import { toHex } from '@yinzhao/verifier/format/bytes';
import { GatewayError } from '../errors.js';
import { keptLicence } from '../objects/kept-object.js';
import { insertLicences, type LicenceRecord } from '../store/licence.js';
import { sameLicence } from './same-licence.js';
import type { Desk } from './desk.js';
import type { LicenceRequest } from './licence-request.js';
import { prepareLicence, type Asker, type PreparedLicence } from './prepare-licence.js';
import { viewOf, type LicenceView } from './view.js';

/**
 * Issues one licence: it is signed and on disk when this resolves. A request that came before gets the licence it got
 * then.
 * @throws GatewayError as prepareLicence, and LICENCE_TAKEN; what the signer and the store say
 */
export async function issueLicence(
  desk: Desk,
  asker: Asker,
  request: LicenceRequest,
): Promise<LicenceView> {
  const prepared = await prepareLicence(desk, asker, request);
  const [outcome] = await issuePrepared(desk, [prepared]);
  if (outcome === undefined || outcome instanceof GatewayError) {
    throw outcome ?? new Error('unreachable: one licence has one outcome');
  }
  return outcome;
}

export type IssueOutcome = LicenceView | GatewayError;

/**
 * Signs and stores licences together: one call of the signer for each certificate, one write.
 * @returns for each its view, or why it was not stored
 */
export async function issuePrepared(
  desk: Desk,
  prepared: readonly PreparedLicence[],
): Promise<readonly IssueOutcome[]> {
  const [credentials, holders] = await Promise.all([
    signAll(desk, prepared),
    desk.signer.holderIndex(prepared.map(({ holder }) => holder)),
  ]);
  const records = prepared.map(({ record }, i): LicenceRecord => {
    const credential = credentials[i] as Uint8Array;
    return {
      ...record,
      holders: [toHex(holders[i] as Uint8Array)],
      object: toHex(desk.engine.sm3(credential)),
      credential,
    };
  });
  const taken = new Set(await insertLicences(desk.store.licences, records));
  const fresh = records.filter((_record, i) => !taken.has(i));
  await desk.objects.keep(fresh.map(keptLicence));
  if (fresh.length > 0) desk.wake(fresh.length);
  return Promise.all(
    records.map(async (record, i) => (taken.has(i) ? sameLicence(desk, record) : viewOf(record))),
  );
}

async function signAll(
  { signer }: Desk,
  prepared: readonly PreparedLicence[],
): Promise<readonly Uint8Array[]> {
  const places = new Map<string, number[]>();
  prepared.forEach(({ record }, i) => {
    const list = places.get(record.certificate) ?? [];
    list.push(i);
    places.set(record.certificate, list);
  });
  const credentials: Uint8Array[] = [];
  for (const indices of places.values()) {
    const { digest } = (prepared[indices[0] as number] as PreparedLicence).issuer;
    const contents = indices.map((i) => (prepared[i] as PreparedLicence).content);
    const signed = await signer.signCredentials(digest, contents);
    indices.forEach((i, at) => {
      credentials[i] = signed[at] as Uint8Array;
    });
  }
  return credentials;
}
