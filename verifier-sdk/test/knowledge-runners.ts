// Layers of what a verification is given besides the licence: policy, state, demand.
import { decodeUtf8, encodeUtf8, fromHex } from '../src/format/bytes.js';
import type { Engine } from '../src/sm/engine.js';
import { builtInPolicy, formatPolicy, parsePolicy, type Policy } from '../src/policy.js';
import { openStored } from '../src/state-seal.js';
import { decodeStatement, encodeStatement } from '../src/format/statement.js';
import { decodeState, encodeState } from '../src/state.js';
import { verify } from '../src/verify.js';
import type { Input } from './cases/case.js';
import { strict, textBytes, type Runs } from './layer.js';
import { sha256 } from './reference/sha256.js';

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
  readonly challenge?: string;
  /** Names of added checks that find nothing. */
  readonly added?: readonly string[];
}

function runDemand(input: Input, engine: Engine): unknown {
  const given = input as unknown as Demanded;
  if (given.name !== undefined) return builtInPolicy(given.name);
  const { at, policy } = given;
  const added = given.added?.map((name) => ({ name, check: () => null }));
  const state = given.state === null ? null : decodeState(fromHex(given.state));
  const challenge = given.challenge === undefined ? null : fromHex(given.challenge);
  return verify(
    encodeUtf8(''),
    { sync: null, state },
    { at, policy, engine, challenge, added: added ?? [] },
  );
}

/** As `/node` and `/browser` find it; a mark that may lag is the browser's. */
function runStateFile(input: Input): unknown {
  const { file, mark, markMayLag } = input as {
    file: string | null;
    mark: string | null;
    markMayLag?: boolean;
  };
  const bytes = file === null ? null : fromHex(file);
  return openStored(
    bytes && { bytes, digest: sha256(bytes) },
    mark === null ? null : fromHex(mark),
    markMayLag,
  );
}

export function knowledgeRuns(engine: Engine): Runs {
  return {
    demand: (input) => runDemand(input, engine),
    policy: runPolicy,
    'state-file': runStateFile,
    statement: strict(decodeStatement, encodeStatement),
    state: strict(decodeState, encodeState),
  };
}
