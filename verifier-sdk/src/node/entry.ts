// What Node adds to the package: an engine, a memory in a file, and zlib.
export { nodeEngine } from './engine.js';
export { openStateFile, type StateFile, type StateFileOptions } from './state-file.js';
export { nodeInflate } from './inflate.js';
export { nodeZlib } from './zlib.js';
