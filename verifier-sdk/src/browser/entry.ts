// What the one file for browsers exports: the whole package, an engine that runs there, and its memory.
// eslint-disable-next-line no-restricted-imports, no-restricted-syntax -- this file is the package's index for browsers
export * from '../index.js';
export { bigintEngine } from '../sm/bigint-engine.js';
export { evidenceFiles, type EvidenceFile } from './evidence.js';
export { openStateStore, type StateStore, type StateStoreOptions } from './state-store.js';
