import { certifyKey, type KeyDescription, type KeyRole, type Signer } from '@yinzhao/signer';
import { logNameOf, witnessNameOf } from '@yinzhao/verifier/format/name';

/** What everybody may know of a member: the public side of its keys. */
export interface MemberKeys {
  readonly org: string;
  readonly mspId: string;
  readonly log: string;
  readonly witness: string;
  readonly logKey: Uint8Array;
  readonly witnessKey: Uint8Array;
  readonly trustKey: Uint8Array;
}

/** An issuing body of the sample and what its licences are signed with. */
export interface BodyKeys {
  readonly root: Uint8Array;
  /** DER. */
  readonly certificate: Uint8Array;
}

const day = 86_400_000;
const year = 365 * day;

/** The key in use under this name, made where there is none. */
async function ensureKey(signer: Signer, role: KeyRole, name: string): Promise<KeyDescription> {
  const keys = await signer.describe();
  const known = keys.find((key) => key.role === role && key.name === name && key.inUse);
  return known ?? signer.createKey({ role, name });
}

/** A key for each thing a member does. */
export async function ensureMemberKeys(
  signer: Signer,
  network: string,
  { name: org, mspId }: { readonly name: string; readonly mspId: string },
): Promise<MemberKeys> {
  const log = logNameOf(network, org);
  const witness = witnessNameOf(network, org);
  const logKey = await ensureKey(signer, 'log', log);
  const witnessKey = await ensureKey(signer, 'witness', witness);
  const trustKey = await ensureKey(signer, 'trust', 'trust');
  await ensureKey(signer, 'index', 'index');
  return {
    org,
    mspId,
    log,
    witness,
    logKey: logKey.publicKey,
    witnessKey: witnessKey.publicKey,
    trustKey: trustKey.publicKey,
  };
}

/**
 * The root certificate of the sample, and a certificate under it for a body's issuing key.
 * @param name - of the key
 * @param subject - of the certificate
 */
export async function ensureBodyKeys(
  signer: Signer,
  name: string,
  subject: string,
  now: number,
): Promise<BodyKeys> {
  const from = now - day;
  const rootKey = await ensureKey(signer, 'root', 'root');
  const root = await certifyKey(signer, rootKey, {
    subject: 'CN=示例根证书机构,O=印照示例',
    notBefore: from,
    notAfter: from + 20 * year,
  });
  const key = await ensureKey(signer, 'issuing', name);
  const certificate = await certifyKey(signer, key, {
    subject,
    notBefore: from,
    notAfter: from + 5 * year,
  });
  return { root, certificate };
}
