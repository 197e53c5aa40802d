import type { KeyRole } from '@yinzhao/signer';
import { readRecord } from '@yinzhao/gateway';
import type { MemberRecord } from '@yinzhao/verifier/format/registry';
import type { KeyPeriod, TrustBundle } from '@yinzhao/verifier/format/trust-content';
import { connect } from '../connect.js';
import type { MemberKeys } from './keys.js';
import { publishNextBundle, type Parts } from './next-bundle.js';
import { headOf } from './rotate-issuing-key.js';
import { withSigner } from './signers.js';

/** A note is offered for a minute, and witnesses take none older than two: what is on its way may be signed anew. */
const earlierMs = 120_000;

interface NewKey {
  readonly publicKey: Uint8Array;
  /** When the new key may have signed first, and the old one last. */
  readonly from: number;
  readonly to: number;
}

function memberOf({ members }: Parts, org: string): MemberKeys {
  const member = members.find((one) => one.org === org);
  if (member === undefined) throw new Error(`no member ${org}`);
  return member;
}

/** The successor is made, the key in use is retired, and the successor signs from then on. */
async function replaceKey(
  { folders }: Parts,
  org: string,
  role: KeyRole,
  name: string,
): Promise<NewKey> {
  return withSigner(folders.org(org), async (signer) => {
    const from = Date.now() - earlierMs;
    const { publicKey } = await signer.createKey({ role, name });
    await signer.retireKey(name);
    return { publicKey, from, to: Date.now() };
  });
}

type Head = NonNullable<KeyPeriod['last']>;

/** Whatever the retired key has signed is no larger than what the ledger holds now. */
function succeeded(keys: readonly KeyPeriod[], { publicKey, from, to }: NewKey, last: Head) {
  const ended = keys.map((key) => (key.to === null ? { ...key, to, last } : key));
  return [...ended, { publicKey, from, to: null, last: null }];
}

/**
 * Gives a log another key: nobody cosigns what the new one signs until the members have it in the registry, so that the
 * bundle which names it is everywhere before anything that it has signed.
 */
export async function rotateLogKey(city: Parts, org: string): Promise<void> {
  const { log } = memberOf(city, org);
  const key = await replaceKey(city, org, 'log', log);
  const { size, root } = await headOf(city, org, log);
  await publishNextBundle(city, (before) => ({
    ...before,
    logs: before.logs.map((one) =>
      one.origin === log ? { ...one, keys: succeeded(one.keys, key, { size, root }) } : one,
    ),
  }));
  await changeMember(city, org, { logKey: key.publicKey });
}

/** Gives a witness another key, in every log that it is a witness of. */
export async function rotateWitnessKey(city: Parts, org: string): Promise<void> {
  const { witness } = memberOf(city, org);
  const key = await replaceKey(city, org, 'witness', witness);
  const heads = new Map<string, Head>();
  for (const { log } of city.members) heads.set(log, await headOf(city, org, log));
  const follow = (before: TrustBundle): TrustBundle => ({
    ...before,
    logs: before.logs.map((log) => ({
      ...log,
      witnesses: log.witnesses.map((one) => {
        if (one.name !== witness) return one;
        const { size, root } = heads.get(log.origin) as Head;
        return { ...one, keys: succeeded(one.keys, key, { size, root }) };
      }),
    })),
  });
  await publishNextBundle(city, follow);
  await changeMember(city, org, { witnessKey: key.publicKey });
}

/** Other keys for those who sign bundles: the next one is signed by the old and the new ones. */
export async function rotateTrustKeys(city: Parts): Promise<void> {
  const { members, folders } = city;
  const keys = await Promise.all(
    members.map(({ org }) =>
      withSigner(folders.org(org), (signer) => signer.createKey({ role: 'trust', name: 'trust' })),
    ),
  );
  await publishNextBundle(city, (before) => ({
    ...before,
    signers: { ...before.signers, keys: keys.map(({ publicKey }) => publicKey) },
  }));
  for (const { org } of members) {
    await withSigner(folders.org(org), (signer) => signer.retireKey('trust'));
  }
}

/** Another root key: certificates are issued under it from then on, those of the old one stay what they are. */
export async function rotateRootKey({ body, folders }: Parts): Promise<void> {
  await withSigner(folders.org(body.org), async (signer) => {
    await signer.createKey({ role: 'root', name: 'root' });
    await signer.retireKey('root');
  });
}

async function changeMember(
  city: Parts,
  org: string,
  change: Partial<Pick<MemberRecord, 'logKey' | 'witnessKey'>>,
): Promise<void> {
  const { mspId } = memberOf(city, org);
  const connections = connect(city.network);
  try {
    const current = await readRecord(await connections.ledger(org, 'admin'), `member/${mspId}`);
    if (current?.kind !== 'member') throw new Error(`${mspId} is not admitted`);
    await connections.port.enact({ ...current, ...change, version: current.version + 1 });
  } finally {
    connections.close();
  }
}
