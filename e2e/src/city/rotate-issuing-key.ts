import { setTimeout as sleep } from 'node:timers/promises';
import { readHead } from '@yinzhao/gateway';
import { civilDay } from '@yinzhao/verifier/format/civil-date';
import { equalBytes, toHex } from '@yinzhao/verifier/format/bytes';
import type { TrustBundle, TrustedIssuer } from '@yinzhao/verifier/format/trust-content';
import { nodeEngine } from '@yinzhao/verifier/node';
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

/** A gateway knows its certificates for two seconds; a request that has taken the old one may still be under way. */
const quietMs = 3000;
const pollMs = 100;
const patienceMs = 60_000;

/** Until nothing has waited for the log under a certificate for a while. */
async function untilNothingWaits(gateway: string, certificate: Uint8Array): Promise<void> {
  const digest = toHex(nodeEngine().sm3(certificate));
  const line = new RegExp(`^yinzhao_waiting_items\\{certificate="${digest}"\\} (\\d+)$`, 'm');
  const until = performance.now() + patienceMs;
  let quietSince = performance.now();
  while (performance.now() - quietSince < quietMs) {
    if (performance.now() > until) throw new Error('something waits under the old certificate');
    await sleep(pollMs);
    const metrics = await (await fetch(`${gateway}/metrics`)).text();
    if (line.exec(metrics)?.[1] !== '0') quietSince = performance.now();
  }
}

/**
 * Gives the department another issuing key. The registry admits the new certificate beside the old one, and the next
 * bundle names both: gateways issue under the newer. When nothing waits for the log under the old one, the registry
 * ends it, the bundle after says where it ends, and the key is retired.
 */
export async function rotateIssuingKey(city: Parts, keyName: string): Promise<BodyKeys> {
  const { body, folders, orgs } = city;
  const [old] = newestBundle(city).issuers.filter(
    (one) => one.body === body.id && one.cutOff === null,
  );
  const home = orgs.find(({ name }) => name === body.org);
  if (old === undefined || home === undefined) throw new Error('the bundle names no issuer');
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
  await untilNothingWaits(home.url, old.certificate);
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
