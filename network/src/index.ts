export { sampleTopology, fourOrgTopology } from './topology.js';
export type {
  Topology,
  Organisation,
  IdentityDefinition,
  BlockSettings,
  ChaincodeDefinition,
  SampleOptions,
} from './topology.js';
export { startNetwork, openNetwork } from './network.js';
export type {
  Network,
  Identity,
  ConnectionProfile,
  BinaryChoice,
  Progress,
  StartOptions,
  EnrolRequest,
  ProcessStatus,
} from './network.js';
export { NetworkError } from './errors.js';
export type { NetworkErrorCode } from './errors.js';
