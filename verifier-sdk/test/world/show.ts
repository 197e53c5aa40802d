// A licence shown as a code: from the file of a scene, signed by the holder's device.
import { encodeUtf8 } from '../../src/format/bytes.js';
import {
  holderProofMessage,
  type HolderProof,
  type Showing,
  type ShownContent,
} from '../../src/format/holder-proof.js';
import { decodeLicenceFile, type LicenceFile } from '../../src/format/licence-file.js';
import { decodeReceipt } from '../../src/format/receipt.js';
import { shortPlace } from '../../src/format/short-place.js';
import { encodeShowCode, type ShowCode } from '../../src/format/show-code.js';
import { compressPublicKey } from '../../src/sm/sm2-curve.js';
import { sm3 } from './city.js';
import { makeScene, type Changes, type Scene } from './scene.js';
import { signWith, testKey } from './signer.js';

export const device = 'device of the holder';
export const deviceKey = compressPublicKey(testKey(device).publicKey);

export interface Shown {
  readonly form?: 'full' | 'short';
  /** Name of the key that signs; null: no proof. */
  readonly signer?: string | null;
  readonly showing?: Partial<Showing>;
  /** What is signed instead of what is shown. */
  readonly signed?: (shown: ShownContent) => ShownContent;
  /** Size of the tree that the short form is made for; the pack's where not given. */
  readonly size?: number;
  readonly editProof?: (proof: HolderProof) => HolderProof;
  readonly editCode?: (code: ShowCode) => ShowCode;
  readonly editText?: (text: string) => string;
  readonly challenge?: Uint8Array;
}

export function proofOf(
  shown: ShownContent,
  showing: Showing,
  signer: string = device,
): HolderProof {
  const message = holderProofMessage(shown, showing, sm3);
  return { ...showing, signature: signWith(testKey(signer), message) };
}

function makeCode(file: LicenceFile, at: number, size: number, shown: Shown): ShowCode {
  const { credential, disclosure, receipt } = file;
  if (credential === null || receipt === null) throw new Error('nothing to show');
  const content = { credential, disclosure };
  const showing = {
    time: at - 10_000,
    purpose: null,
    audience: null,
    challenge: null,
    ...shown.showing,
  };
  const signed = shown.signed?.(content) ?? content;
  const { signer = device } = shown;
  const proof = signer === null ? null : proofOf(signed, showing, signer);
  const isShort = shown.form === 'short';
  return {
    ...content,
    proof: proof && (shown.editProof?.(proof) ?? proof),
    receipt: isShort ? null : receipt,
    place: isShort ? shortPlace(decodeReceipt(receipt), size) : null,
  };
}

/** The log is of 600 entries in the short form: its first subtree of 256 leaves is full, and its root in the pack. */
export function showScene(changes: Changes = {}, shown: Shown = {}): Scene {
  const isShort = shown.form === 'short';
  const scene = makeScene({
    ...changes,
    ...(isShort
      ? {
          subtrees: changes.subtrees ?? true,
          proofs: [8],
          receipt: { size: 300, ...changes.receipt },
          pack: changes.pack === null ? null : { size: 520, ...changes.pack },
        }
      : {}),
    content: { holderKey: deviceKey, ...changes.content },
  });
  const size = shown.size ?? changes.pack?.size ?? 520;
  const code = makeCode(decodeLicenceFile(scene.input), scene.at, size, shown);
  const text = encodeShowCode(shown.editCode?.(code) ?? code);
  const { challenge } = shown;
  return {
    ...scene,
    input: encodeUtf8(shown.editText?.(text) ?? text),
    ...(challenge === undefined ? {} : { challenge }),
  };
}
