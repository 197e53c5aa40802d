/**
 * Every way in which this package fails. A code never changes its meaning and never vanishes; the
 * sentences may.
 */
export type NetworkErrorCode =
  // what the machine lacks
  | 'GO_MISSING'
  | 'COMPILER_MISSING'
  | 'BUILD_FAILED'
  | 'BINARY_MISSING'
  // what the caller asked for
  | 'USAGE'
  | 'TOPOLOGY_INVALID'
  | 'TOPOLOGY_CHANGED'
  | 'BINARIES_CHANGED'
  | 'NETWORK_MISSING'
  | 'NETWORK_DAMAGED'
  | 'ORGANISATION_UNKNOWN'
  | 'IDENTITY_NEEDED'
  | 'PROCESS_UNKNOWN'
  | 'CHAINCODE_UNCHANGED'
  // what happened on the way
  | 'INTERRUPTED'
  | 'PORT_IN_USE'
  | 'PROCESS_DIED'
  | 'PROCESS_NOT_READY'
  | 'COMMAND_FAILED'
  | 'AUTHORITY_REFUSED'
  | 'CHANNEL_NOT_READY';

/** The one error of this package: a code for programs, one sentence in Chinese and English for people. */
export class NetworkError extends Error {
  readonly code: NetworkErrorCode;

  /**
   * @param code - stable, see {@link NetworkErrorCode}
   * @param chinese - what is wrong and what to do, one sentence
   * @param english - the same
   * @param options - `cause` keeps the lower error
   */
  constructor(code: NetworkErrorCode, chinese: string, english: string, options?: ErrorOptions) {
    super(`${chinese} · ${english}`, options);
    this.name = 'NetworkError';
    this.code = code;
  }
}
