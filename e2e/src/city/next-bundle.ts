import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { approveRecord, assembleTrust, nextBundle } from '@yinzhao/gateway';
import {
  decodeTrustBundle,
  encodeTrustBundleContent,
  trustDigest,
} from '@yinzhao/verifier/format/trust-bundle';
import type { TrustBundle } from '@yinzhao/verifier/format/trust-content';
import { nodeEngine } from '@yinzhao/verifier/node';
import { connect } from '../connect.js';
import type { City } from './city.js';
import { signatureFile, withSigner } from './signers.js';
import { uploadBundle } from './upload-bundle.js';
import { writeWhole } from './write-whole.js';

export type Parts = Pick<City, 'body' | 'folders' | 'members' | 'network' | 'orgs'>;

function newestFile({ folders }: Pick<Parts, 'folders'>): Uint8Array {
  return new Uint8Array(readFileSync(folders.bundles().at(-1) ?? folders.trust));
}

/** What everybody believes now. */
export function newestBundle(parts: Pick<Parts, 'folders'>): TrustBundle {
  return decodeTrustBundle(newestFile(parts)).bundle;
}

/** The next bundle, signed by as many of the members' signers as the one before asks for. */
export async function signNextBundle(
  { folders, members }: Pick<Parts, 'folders' | 'members'>,
  change: (before: TrustBundle) => TrustBundle,
): Promise<{ readonly version: number; readonly bytes: Uint8Array }> {
  const held = newestFile({ folders });
  const { bundle: before } = decodeTrustBundle(held);
  const next = nextBundle(before, Date.now());
  const payload = encodeTrustBundleContent(change(next));
  const signing = members.slice(0, before.signers.threshold);
  const files = await Promise.all(
    signing.map(({ org }) =>
      withSigner(folders.org(org), (signer) => signatureFile(signer, payload)),
    ),
  );
  return { version: next.version, bytes: assembleTrust(payload, files, held, nodeEngine()) };
}

/**
 * Signed, brought to one gateway and put into effect by a majority; resolves when every gateway has it.
 * @returns the version
 */
export async function publishNextBundle(
  parts: Parts,
  change: (before: TrustBundle) => TrustBundle,
): Promise<number> {
  const { folders, orgs } = parts;
  const { version, bytes } = await signNextBundle(parts, change);
  const [, other] = orgs as [unknown, (typeof orgs)[number]];
  await uploadBundle(other.url, folders, bytes);
  await approveBundle(parts, version, bytes);
  writeWhole(folders.trust.replace(/1\.bundle$/, `${version}.bundle`), bytes);
  for (const { url } of orgs) await untilHas(url, bytes);
  return version;
}

/** Puts its version and digest into effect. */
export async function approveBundle(
  { network, members }: Pick<Parts, 'network' | 'members'>,
  version: number,
  bytes: Uint8Array,
): Promise<void> {
  const record = {
    kind: 'trust',
    version,
    digest: trustDigest(bytes, nodeEngine().sm3),
  } as const;
  const connections = connect(network);
  try {
    for (const { org } of members) {
      if ((await approveRecord(await connections.ledger(org, 'admin'), record)).effective) return;
    }
    throw new Error(`trust version ${version} did not take effect`);
  } finally {
    connections.close();
  }
}

const patienceMs = 60_000;

/** Until a gateway shows this bundle as the newest. */
export async function untilHas(url: string, bytes: Uint8Array): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const response = await fetch(`${url}/v1/trust/latest`);
    if (Buffer.from(await response.arrayBuffer()).equals(bytes)) return;
    if (performance.now() > until) throw new Error(`${url} has not taken the trust bundle`);
    await sleep(100);
  }
}
