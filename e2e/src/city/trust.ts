import { existsSync, readFileSync } from 'node:fs';
import { assembleTrust, firstBundle, namesOf, readLicenceTypes } from '@yinzhao/gateway';
import { civilDay } from '@yinzhao/verifier/format/civil-date';
import { encodeTrustBundleContent, trustDigest } from '@yinzhao/verifier/format/trust-bundle';
import type { TrustBundle } from '@yinzhao/verifier/format/trust-content';
import type { NamedType } from '@yinzhao/verifier/format/type-names';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { Signer } from '@yinzhao/signer';
import { programOf } from './child.js';
import type { BodyKeys, MemberKeys } from './keys.js';
import type { SampleBody } from './sample-body.js';
import { signatureFile } from './signers.js';
import { writeWhole } from './write-whole.js';

const day = 86_400_000;
/** Halls of the sample learn of changes within this time, or say that they do not know. */
const maximumAge = day;
const validDays = 400;

export interface FirstTrust {
  readonly bytes: Uint8Array;
  readonly version: number;
  /** SM3 of the payload. */
  readonly digest: Uint8Array;
}

/** Every licence type that the gateways of the sample read. */
function sampleTypeNames(): readonly NamedType[] {
  return [...readLicenceTypes(programOf('gateway', '..', 'licence-types')).values()].map(namesOf);
}

/** What everybody is to believe to begin with. */
export function sampleTrust(
  network: string,
  members: readonly MemberKeys[],
  body: SampleBody & BodyKeys,
  now: number,
): TrustBundle {
  const { id, name, certificate, log, types, root } = body;
  const issuing = { certificate, log, types, from: civilDay(now - day), to: null, ended: false };
  return firstBundle({
    network,
    members,
    bodies: [{ name, record: { id, certificates: [issuing] } }],
    since: now - day,
    issued: now,
    expires: now + validDays * day,
    maxAge: maximumAge,
    roots: [root],
    signers: { threshold: 2, keys: members.map(({ trustKey }) => trustKey) },
    types: sampleTypeNames(),
  });
}

/** Signed by as many signers as are given; kept in a file, so that a second start signs no other first bundle. */
export async function ensureTrust(
  file: string,
  make: () => TrustBundle,
  signers: readonly Pick<Signer, 'signTrustBundle'>[],
  engine: Engine,
): Promise<FirstTrust> {
  if (!existsSync(file)) {
    const payload = encodeTrustBundleContent(make());
    const files = await Promise.all(signers.map((one) => signatureFile(one, payload)));
    writeWhole(file, assembleTrust(payload, files, null, engine));
  }
  const bytes = new Uint8Array(readFileSync(file));
  return { bytes, version: 1, digest: trustDigest(bytes, engine.sm3) };
}
