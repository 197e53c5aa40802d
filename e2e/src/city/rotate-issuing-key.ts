import { setTimeout as sleep } from 'node:timers/promises';
import { readHead } from '@yinzhao/gateway';
import { civilDay } from '@yinzhao/verifier/format/civil-date';
import { equalBytes } from '@yinzhao/verifier/format/bytes';
import type { TrustBundle, TrustedIssuer } from '@yinzhao/verifier/format/trust-content';
import { connect } from '../connect.js';
import { changeBody } from './change-body.js';
import { ensureBodyKeys, type BodyKeys } from './keys.js';
import { newestBundle, publishNextBundle, type Parts } from './next-bundle.js';
import { withSigner } from './signers.js';

/** Size and root of a log, as the ledger has it. */
export async function headOf(
  { network }: Pick<Parts, 'network'>,
  org: string,
  log: string,
): Promise<{ readonly size: number; readonly root: Uint8Array }> {
  const connections = connect(network);
  try {
    return await readHead(await connections.ledger(org, 'gateway'), log);
  } finally {
    connections.close();
  }
}

/** Gateways know their certificates for two seconds; a batch follows within two more. */
const followMs = 6000;

/**
 * Gives the department another issuing key. The registry admits the new certificate beside the old one, and the next
 * bundle names both: gateways issue under the newer. When nothing waits for the log under the old one, the registry
 * ends it, the bundle after says where it ends, and the key is retired.
 */
export async function rotateIssuingKey(city: Parts, keyName: string): Promise<BodyKeys> {
  const { body, folders } = city;
  const [old] = newestBundle(city).issuers.filter(
    (one) => one.body === body.id && one.cutOff === null,
  );
  if (old === undefined) throw new Error('the bundle names no issuer');
  const subject = `CN=${body.name},O=印照示例`;
  const keys = await withSigner(folders.org(body.org), (signer) =>
    ensureBodyKeys(signer, keyName, subject, Date.now()),
  );
  const { certificate, root } = keys;
  await changeBody(city, ({ certificates }) => {
    const [like] = certificates.slice(-1);
    if (like === undefined) throw new Error('the department has no certificate');
    return { certificates: [...certificates, { ...like, certificate, ended: false }] };
  });
  await publishNextBundle(city, (before) => ({
    ...before,
    roots: before.roots.some((one) => equalBytes(one, root))
      ? before.roots
      : [...before.roots, root],
    issuers: [...before.issuers, { ...old, certificate, from: civilDay(Date.now()) - 1 }],
  }));
  await sleep(followMs);
  await endCertificate(city, old.certificate);
  const { size } = await headOf(city, body.org, body.log);
  await publishNextBundle(city, (before) => withCutOff(before, old.certificate, size));
  await withSigner(folders.org(body.org), async (signer) => {
    const known = await signer.describe();
    const key = known.find(
      (one) => one.certificate && equalBytes(one.certificate, old.certificate),
    );
    if (key === undefined) throw new Error('the old key is in another signer');
    await signer.retireKey(key.name);
  });
  return keys;
}

/** From then on the ledger takes nothing more of it. */
export async function endCertificate(city: Parts, certificate: Uint8Array): Promise<void> {
  await changeBody(city, ({ certificates }) => ({
    certificates: certificates.map((one) =>
      equalBytes(one.certificate, certificate) ? { ...one, ended: true } : one,
    ),
  }));
}

/** The bundle with a leaf index from which on licences of a certificate do not count. */
export function withCutOff(
  before: TrustBundle,
  certificate: Uint8Array,
  cutOff: number,
): TrustBundle {
  const cut = (one: TrustedIssuer): TrustedIssuer =>
    equalBytes(one.certificate, certificate) ? { ...one, cutOff } : one;
  return { ...before, issuers: before.issuers.map(cut) };
}
