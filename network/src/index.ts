export { sampleTopology, fourOrgTopology } from './topology.js';
export type {
  Topology,
  Organisation,
  IdentityDefinition,
  BlockSettings,
  ChaincodeDefinition,
  SampleOptions,
} from './topology.js';
export { startNetwork, openNetwork, stopNetwork, deleteNetwork } from './network.js';
export type { Network, StartOptions, EnrolRequest } from './network.js';
export type { BinaryChoice } from './binaries.js';
export type { Identity } from './enrol-organisation.js';
export type { ConnectionProfile, Endpoint } from './profile.js';
export type { Progress, Report } from './progress.js';
export type { ProcessStatus } from './status.js';
export { freeBasePort } from './ports.js';
export { settleAll } from './settle.js';
export { NetworkError } from './errors.js';
export type { NetworkErrorCode } from './errors.js';
