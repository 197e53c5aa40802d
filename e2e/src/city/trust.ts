import { existsSync, readFileSync } from 'node:fs';
import { namesOf, readLicenceTypes } from '@yinzhao/gateway';
import { civilDay } from '@yinzhao/verifier/format/civil-date';
import {
  encodeTrustBundle,
  encodeTrustBundleContent,
  trustDigest,
} from '@yinzhao/verifier/format/trust-bundle';
import type { TrustBundle, TrustedIssuer } from '@yinzhao/verifier/format/trust-content';
import type { NamedType } from '@yinzhao/verifier/format/type-names';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { Signer } from '@yinzhao/signer';
import { programOf } from './child.js';
import type { BodyKeys, MemberKeys } from './keys.js';
import type { SampleBody } from './sample-body.js';
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

/** One more than half of the other organisations: two that disagree share an honest one. */
export function quorumOf(witnesses: number): number {
  return Math.floor(witnesses / 2) + 1;
}

/** Every licence type that the gateways of the sample read. */
function sampleTypeNames(): readonly NamedType[] {
  return [...readLicenceTypes(programOf('gateway', '..', 'licence-types')).values()].map(namesOf);
}

/** What everybody is to believe to begin with. */
export function firstBundle(
  network: string,
  members: readonly MemberKeys[],
  body: SampleBody & BodyKeys,
  now: number,
): TrustBundle {
  const inUse = (publicKey: Uint8Array) => ({ publicKey, from: now - day, to: null, last: null });
  const issuer: TrustedIssuer = {
    certificate: body.certificate,
    body: body.id,
    bodyName: body.name,
    log: body.log,
    types: body.types,
    from: civilDay(now - day),
    to: null,
    cutOff: null,
  };
  return {
    network,
    version: 1,
    issued: now,
    expires: now + validDays * day,
    roots: [body.root],
    authorities: [],
    issuers: [issuer],
    logs: members.map(({ log, logKey }) => {
      const others = members.filter((member) => member.log !== log);
      return {
        origin: log,
        k: quorumOf(others.length),
        maxAge: maximumAge,
        keys: [inUse(logKey)],
        witnesses: others.map(({ witness, witnessKey }) => ({
          name: witness,
          keys: [inUse(witnessKey)],
        })),
      };
    }),
    signers: { threshold: 2, keys: members.map(({ trustKey }) => trustKey) },
    types: sampleTypeNames(),
  };
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
    const signatures = await Promise.all(signers.map((one) => one.signTrustBundle(payload)));
    writeWhole(file, encodeTrustBundle(payload, signatures.flat()));
  }
  const bytes = new Uint8Array(readFileSync(file));
  return { bytes, version: 1, digest: trustDigest(bytes, engine.sm3) };
}
