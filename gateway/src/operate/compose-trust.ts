import type { BodyRecord, MemberRecord } from '@yinzhao/verifier/format/registry';
import { logNameOf, witnessNameOf } from '@yinzhao/verifier/format/name';
import type { KeyPeriod, TrustBundle } from '@yinzhao/verifier/format/trust-content';

/** What the first bundle is made of: what the registry says, and what it does not know. */
export interface FirstTrust extends Pick<TrustBundle, 'network' | 'roots' | 'signers' | 'types'> {
  readonly members: readonly Pick<MemberRecord, 'org' | 'logKey' | 'witnessKey'>[];
  /** With the names they are shown by. */
  readonly bodies: readonly { readonly name: string; readonly record: Body }[];
  /** From when on the keys of logs and witnesses count, Unix milliseconds. */
  readonly since: number;
  readonly issued: number;
  readonly expires: number;
  /** Milliseconds after which knowledge of a log is too old. */
  readonly maxAge: number;
}

type Body = Pick<BodyRecord, 'id' | 'certificates'>;

/** One more than half of the other organisations: two that disagree share an honest one. */
export function quorumOf(witnesses: number): number {
  return Math.floor(witnesses / 2) + 1;
}

/** What everybody is to believe to begin with: each log is witnessed by every other member. */
export function firstBundle(parts: FirstTrust): TrustBundle {
  const { network, members, bodies, since, issued, expires, maxAge } = parts;
  const { roots, signers, types } = parts;
  const inUse = (publicKey: Uint8Array): KeyPeriod => ({
    publicKey,
    from: since,
    to: null,
    last: null,
  });
  const witnesses = members.flatMap(({ org, witnessKey }) =>
    witnessKey === null
      ? []
      : [{ org, name: witnessNameOf(network, org), keys: [inUse(witnessKey)] }],
  );
  const logs = members.flatMap(({ org, logKey }) => {
    if (logKey === null) return [];
    const others = witnesses.filter((witness) => witness.org !== org);
    return [
      {
        origin: logNameOf(network, org),
        k: quorumOf(others.length),
        maxAge,
        keys: [inUse(logKey)],
        witnesses: others.map(({ name, keys }) => ({ name, keys })),
      },
    ];
  });
  const issuers = bodies.flatMap(({ name, record }) =>
    record.certificates.map(({ certificate, log, types, from, to }) => ({
      certificate,
      ...{ body: record.id, bodyName: name },
      ...{ log, types, from, to, cutOff: null },
    })),
  );
  return {
    ...{ network, version: 1, issued, expires, roots, authorities: [] },
    ...{ issuers, logs, signers, types },
  };
}

/** What comes after a bundle before anything is changed: it lasts as long as the one before. */
export function nextBundle(before: TrustBundle, now: number): TrustBundle {
  const { version, issued, expires } = before;
  return { ...before, version: version + 1, issued: now, expires: now + (expires - issued) };
}
