import { civilDay } from '@yinzhao/verifier/format/civil-date';
import { approveRecord, readHead } from '@yinzhao/gateway';
import {
  decodeTrustBundle,
  encodeTrustBundle,
  encodeTrustBundleContent,
  trustDigest,
} from '@yinzhao/verifier/format/trust-bundle';
import type { TrustBundle } from '@yinzhao/verifier/format/trust-content';
import { nodeEngine } from '@yinzhao/verifier/node';
import { connect } from '../connect.js';
import { changeBody } from './change-body.js';
import type { City } from './city.js';
import { ensureBodyKeys } from './keys.js';
import { withSigner } from './signers.js';
import { writeWhole } from './write-whole.js';

type Parts = Pick<City, 'body' | 'folders' | 'members' | 'network' | 'trust'>;

/** How many leaves the log of the department has. */
async function sizeOfLog({ network, body }: Parts): Promise<number> {
  const connections = connect(network);
  try {
    const ledger = await connections.ledger(body.org, 'gateway');
    return (await readHead(ledger, body.log)).size;
  } finally {
    connections.close();
  }
}

/**
 * Gives the department another issuing key: first the registry ends the old certificate and admits the new one, then
 * the next trust bundle names the new one, and of the old one where it ends in the log.
 * @returns the file of the bundle
 */
export async function rotateIssuingKey(city: Parts, keyName: string): Promise<string> {
  const { body, folders } = city;
  const home = folders.org(body.org);
  const subject = `CN=${body.name},O=印照示例`;
  const { certificate } = await withSigner(home, (signer) =>
    ensureBodyKeys(signer, keyName, subject, Date.now()),
  );
  await changeBody(city, ({ certificates }) => ({
    certificates: [
      ...certificates.map((one) => ({ ...one, ended: true })),
      ...certificates.slice(0, 1).map((one) => ({ ...one, certificate })),
    ],
  }));
  const cutOff = await sizeOfLog(city);
  return publishNextBundle(city, (before) => {
    const [issuer] = before.issuers;
    if (issuer === undefined) throw new Error('the bundle names no issuer');
    const next = { ...issuer, certificate, from: civilDay(Date.now()) - 1 };
    return { ...before, issuers: [{ ...issuer, cutOff }, next] };
  });
}

/** Signed by enough of the members' trust keys, and put into effect by a majority. */
export async function publishNextBundle(
  { folders, members, network, trust }: Parts,
  change: (before: TrustBundle) => TrustBundle,
): Promise<string> {
  const { bundle: before } = decodeTrustBundle(trust.bytes);
  const version = before.version + 1;
  const payload = encodeTrustBundleContent({ ...change(before), version, issued: Date.now() });
  const signatures = await Promise.all(
    members
      .slice(0, before.signers.threshold)
      .map(({ org }) => withSigner(folders.org(org), (signer) => signer.signTrustBundle(payload))),
  );
  const bytes = encodeTrustBundle(payload, signatures.flat());
  const file = folders.trust.replace(/1\.bundle$/, `${version}.bundle`);
  writeWhole(file, bytes);
  const record = {
    kind: 'trust',
    version,
    digest: trustDigest(bytes, nodeEngine().sm3),
  } as const;
  const connections = connect(network);
  try {
    for (const { org } of members) {
      if ((await approveRecord(await connections.ledger(org, 'admin'), record)).effective) break;
    }
  } finally {
    connections.close();
  }
  return file;
}
