import { SignerError, type SignerClient } from '@yinzhao/signer';

/**
 * The signer for as long as the logs are followed: whoever has not heard yet that they are at their end gets no
 * signature for what they were.
 * @param followed - rejects with what ends it
 */
export function signerWhile(followed: Promise<void>, signer: SignerClient): SignerClient {
  const state: { end: Error | null } = { end: null };
  followed.catch((error: unknown) => {
    state.end = error as Error;
  });
  const unlessEnded =
    <Given extends readonly unknown[]>(sign: (...given: Given) => Promise<Uint8Array>) =>
    async (...given: Given): Promise<Uint8Array> => {
      if (state.end !== null) throw state.end;
      return sign(...given);
    };
  return {
    ...signer,
    lastGroup: (certificate) =>
      signer.lastGroup(certificate).catch((error: unknown) => {
        // It signs no more: the other certificates do not wait for what it cannot tell.
        if (error instanceof SignerError && error.code === 'STATE_LOST') return null;
        throw error;
      }),
    signGroup: unlessEnded(signer.signGroup),
    signCheckpoint: unlessEnded(signer.signCheckpoint),
    cosign: unlessEnded(signer.cosign),
  };
}
