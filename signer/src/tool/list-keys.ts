import { zonedInstantText } from '@yinzhao/verifier/format/instant';
import { toHex } from '@yinzhao/verifier/format/bytes';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import type { KeyDescription } from '../deeds/keys.js';

export type KeyStanding = 'in use' | 'waiting' | 'retired' | 'state lost';

const standings: Readonly<Record<KeyStanding, string>> = {
  'in use': '在用',
  waiting: '待用',
  retired: '已停用',
  'state lost': '状态丢失',
};

/** A key as people and scripts are shown it. */
export interface ListedKey {
  readonly role: string;
  readonly name: string;
  readonly generation: number;
  readonly standing: KeyStanding;
  /** SM3 of the public key, hexadecimal; null for an index key, which has none. */
  readonly publicKey: string | null;
  /** SM3 of the certificate, hexadecimal, and its last moment as RFC 3339. */
  readonly certificate: { readonly digest: string; readonly notAfter: string } | null;
}

export function listKey(key: KeyDescription, { sm3 }: Pick<Engine, 'sm3'>): ListedKey {
  const { role, name, generation, publicKey, certificate } = key;
  return {
    role,
    name,
    generation,
    standing: standingOf(key),
    publicKey: publicKey.length === 0 ? null : toHex(sm3(publicKey)),
    certificate: certificate && {
      digest: toHex(sm3(certificate)),
      notAfter: new Date(readCertificate(certificate).notAfter).toISOString(),
    },
  };
}

function standingOf({ retired, stateLost, inUse }: KeyDescription): KeyStanding {
  if (retired) return 'retired';
  if (stateLost) return 'state lost';
  return inUse ? 'in use' : 'waiting';
}

/** Chinese first, English second; digests as SM3. */
export function keyLines({
  role,
  name,
  generation,
  standing,
  publicKey,
  certificate,
}: ListedKey): readonly string[] {
  return [
    `${role} ${name} 第 ${generation} 代 generation · ${standings[standing]} ${standing}`,
    ...(publicKey === null ? [] : [`  公钥 public key   ${publicKey}`]),
    ...(certificate === null
      ? []
      : [
          `  证书 certificate  ${certificate.digest} 至 until ${zonedInstantText(Date.parse(certificate.notAfter))}`,
        ]),
  ];
}
