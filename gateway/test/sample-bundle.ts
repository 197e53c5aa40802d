import { generateKey } from '@yinzhao/signer';
import type { SampleParties } from '@yinzhao/e2e/parties';
import {
  encodeTrustBundle,
  encodeTrustBundleContent,
  trustBundleMessage,
  trustKeyId,
} from '@yinzhao/verifier/format/trust-bundle';
import type { Engine } from '@yinzhao/verifier/sm/engine';

/** A bundle that names the sample members' logs, each witnessed by the two others. */
export function sampleBundle(parties: SampleParties, version: number, engine: Engine): Uint8Array {
  const { network, members, authority } = parties;
  const signer = generateKey(engine);
  const period = { from: 0, to: null, last: null };
  const payload = encodeTrustBundleContent({
    network,
    version,
    issued: Date.parse('2026-01-01T00:00:00Z'),
    expires: Date.parse('2030-01-01T00:00:00Z'),
    roots: [authority.certificate],
    authorities: [],
    issuers: [],
    logs: members.map((member) => ({
      origin: member.log,
      k: 2,
      maxAge: 86_400_000,
      keys: [{ publicKey: member.logKey.publicKey, ...period }],
      witnesses: members
        .filter((other) => other !== member)
        .map((other) => ({
          name: `${other.log}/witness`,
          keys: [{ publicKey: other.witnessKey.publicKey, ...period }],
        })),
    })),
    signers: { threshold: 1, keys: [signer.publicKey] },
    types: [
      {
        code: 'FOOD',
        name: { zh: '示例食品许可证', en: 'Sample food licence' },
        fields: [{ name: 'operator', displayName: { zh: '经营者名称', en: 'Operator' } }],
      },
    ],
  });
  const keyId = trustKeyId(signer.publicKey, engine.sm3);
  const signature = signer.sign(trustBundleMessage(payload, keyId));
  return encodeTrustBundle(payload, [{ keyId, signature }]);
}
