import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { encodeCredential, encodeCredentialContent } from '@yinzhao/verifier/format/credential';
import { encodeReceipt } from '@yinzhao/verifier/format/receipt';
import { climb } from '@yinzhao/verifier/merkle/climb';
import type { Engine } from '@yinzhao/verifier/sm/engine';

const identifier = '11100000000013338W011.11430000006122244L.20230000403.001.U';
const entries = 10_000_000;
/** One of those with the longest path. */
const leafIndex = 5_000_000;

/** Credential with one artefact digest and receipt, in a log of ten million entries. */
export function evidenceBytes(k: number, withHolderKey: boolean, { sm3 }: Engine): number {
  const digest = sm3(encodeUtf8('anything'));
  const signature = new Uint8Array(64).fill(7);
  const content = encodeCredentialContent({
    identifier,
    from: 20781,
    to: 22606,
    fieldsRoot: digest,
    artefacts: [{ kind: 'sealedOfd', digest }],
    holderKey: withHolderKey ? Uint8Array.of(2, ...digest) : null,
    predecessor: null,
    annotation: null,
  });
  const path: Uint8Array[] = [];
  while (!climb(leafIndex, entries - 1, path, () => undefined)) path.push(digest);
  const time = 1767225600000;
  const receipt = encodeReceipt({
    logKeyId: digest.subarray(0, 4),
    leafIndex,
    size: entries,
    path,
    time,
    status: { sequence: 100_000, digest },
    trust: { version: 300, digest },
    logSignature: signature,
    cosignatures: Array.from({ length: k }, (_, i) => ({
      keyId: Uint8Array.of(i, 0, 0, 0),
      time: time + 1234,
      signature,
    })),
    documentSeal: null,
  });
  return encodeCredential(digest, content, signature).length + receipt.length;
}
