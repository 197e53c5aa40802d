// A peer as far as the dispatcher asks it; everything that needs an identity is tried on a network.
import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import type { ChaincodeInterface } from 'fabric-shim';
import type { Stub } from '../src/contract.js';

export type State = (key: string) => Promise<Uint8Array>;

export const noState: State = () => Promise.resolve(new Uint8Array());

/** @param called - name of the chaincode that the sender has signed a call of, or the bytes that stand in its place */
export function stub(
  name: string,
  parameters: readonly Uint8Array[],
  getState: State,
  called: string | Uint8Array = 'yinzhao',
): Stub {
  const extension = typeof called === 'string' ? headerExtension(called) : called;
  const channelHeader = { getExtension_asU8: () => extension };
  return {
    getBufferArgs: () => [encodeUtf8(name), ...parameters],
    getState,
    getSignedProposal: () => ({ proposal: { header: { channelHeader } } }),
  } as unknown as Stub;
}

/** ChaincodeHeaderExtension with a chaincode_id of that name, empty path and empty version, as fabric-common writes it. */
export function headerExtension(name: string): Uint8Array {
  const text = encodeUtf8(name);
  return Uint8Array.of(0x12, text.length + 6, 0x0a, 0, 0x12, text.length, ...text, 0x1a, 0);
}

export async function codeOf(chaincode: ChaincodeInterface, asked: Stub): Promise<string> {
  const { status, message } = await chaincode.Invoke(asked);
  return status === 200 ? 'OK' : (message?.split(':')[0] ?? '');
}
