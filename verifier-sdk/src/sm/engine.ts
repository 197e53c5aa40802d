/**
 * SM3 and SM2 verification, whoever computes them. Every engine gives the same answers on the vectors in
 * vectors/sm2-verify and passes a self test before it is used.
 */
export interface Engine {
  readonly name: string;
  /** GB/T 32905: 32 bytes. */
  readonly sm3: (bytes: Uint8Array) => Uint8Array;
  /**
   * GB/T 32918.2 §7 over SM3(Z ‖ message) with the user ID `1234567812345678`.
   * @param publicKey - uncompressed point, 65 bytes
   * @param signature - r ‖ s, 64 bytes; anything that is no valid signature gives false
   * @throws VerifierError KEY_MALFORMED, KEY_NOT_ON_CURVE
   */
  readonly verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}
