// Layers of what a verification is given besides the licence: policy, state, demand.
import { decodeUtf8, encodeUtf8, fromHex } from '../src/format/bytes.js';
import { nodeEngine } from '../src/node/engine.js';
import { openStored } from '../src/node/state-seal.js';
import { builtInPolicy, formatPolicy, parsePolicy, type Policy } from '../src/policy.js';
import { decodeState, encodeState } from '../src/state.js';
import { verify } from '../src/verify.js';
import type { Input } from './cases/case.js';
import { demandCases, policyCases, stateCases, stateFileCases } from './cases/knowledge.js';
import { strict, textBytes, type Layer } from './layer.js';

const engine = nodeEngine();

/** White space is free: what is read, written and read again is the same. */
function runPolicy(input: Input): Policy {
  const policy = parsePolicy(decodeUtf8(textBytes(input)));
  const again = parsePolicy(formatPolicy(policy));
  if (JSON.stringify(again) !== JSON.stringify(policy)) throw new Error('reads as another policy');
  return policy;
}

interface Demanded {
  /** Of a built-in policy; then nothing else is given. */
  readonly name?: string;
  readonly at: number;
  readonly policy: Policy;
  readonly state: string | null;
}

function runDemand(input: Input): unknown {
  const given = input as unknown as Demanded;
  if (given.name !== undefined) return builtInPolicy(given.name);
  const { at, policy } = given;
  const state = given.state === null ? null : decodeState(fromHex(given.state));
  return verify(encodeUtf8(''), { sync: null, state }, { at, policy, engine });
}

function runStateFile(input: Input): unknown {
  const { file, mark } = input as { file: string | null; mark: string | null };
  return openStored(file === null ? null : fromHex(file), mark === null ? null : fromHex(mark));
}

export const knowledgeLayers: Readonly<Record<string, Layer>> = {
  demand: { cases: demandCases, run: runDemand },
  policy: { cases: policyCases, run: runPolicy },
  'state-file': { cases: stateFileCases, run: runStateFile },
  state: { cases: stateCases, run: strict(decodeState, encodeState) },
};
