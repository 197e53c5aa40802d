import { VerifierError } from '../errors.js';
import { decodeTrustBundle } from '../format/trust-bundle.js';
import { builtInPolicy, parsePolicy, type Policy } from '../policy.js';
import { stateOfTrust, type VerifierState } from '../state.js';
import type { Outcome, Verdict } from '../verdict.js';
import { encodeStatement } from '../format/statement.js';
import { statementOf } from '../statement.js';
import { verify } from '../verify.js';
import { nodeEngine } from './engine.js';
import { evidenceFolder } from './evidence.js';
import { nearest } from './nearest.js';
import { printVerdict } from './print-verdict.js';
import { readBounded } from './read-bounded.js';
import { didYouMean, Misuse, readTime, type Words } from './read-words.js';
import { openStateFile, replaceFile } from './state-file.js';
import { verdictToJson } from './to-json.js';
import type { Surroundings } from './surroundings.js';

const policyChoice =
  'hall 现时有效，archive 当时有效，或策略文件 · hall (holds now), archive (held then) or a policy file';

/** What the options of a verification say, read once. */
export interface CommandDemand {
  readonly policy: Policy;
  /** Unix milliseconds. */
  readonly at: number;
  readonly sync: Uint8Array | null;
  readonly trust: Uint8Array | null;
  readonly options: Words['options'];
}

export function readDemand({ options }: Words, now: () => number): CommandDemand {
  return {
    policy: readPolicy(options.get('policy')),
    at: options.has('at') ? readTime(options.get('at') as string) : now(),
    sync: readOption(options.get('sync')),
    trust: readOption(options.get('trust')),
    options,
  };
}

const exitCodes: Readonly<Record<Outcome, number>> = { valid: 0, invalid: 1, undetermined: 2 };

export async function verifyCommand(
  words: Words,
  { print, complain, now }: Surroundings,
): Promise<number> {
  const { policy, at, sync, trust, options } = readDemand(words, now);
  const input = readBounded(words.operands[0] as string);
  const judge = (state: VerifierState | null): Verdict => {
    const start = startFrom(state, trust);
    return verify(input, { sync, state: start }, { at, policy, engine: nodeEngine() });
  };
  const verdict = await remembering(options.get('state'), judge, complain);
  const statement = options.get('statement');
  if (statement !== undefined) {
    const judged = { input, sync, policy };
    replaceFile(statement, encodeStatement(statementOf(verdict, judged, nodeEngine())));
  }
  print(words.flags.has('json') ? JSON.stringify(verdictToJson(verdict)) : printVerdict(verdict));
  return exitCodes[verdict.outcome];
}

/** What was learnt is on disk before the answer is given. */
async function remembering(
  path: string | undefined,
  judge: (state: VerifierState | null) => Verdict,
  complain: (line: string) => void,
): Promise<Verdict> {
  if (path === undefined) return judge(null);
  const file = await openStateFile(path);
  try {
    const verdict = judge(file.load());
    const evidence = evidenceFolder(path);
    evidence.keep(verdict.evidence);
    file.save(verdict.state);
    evidence.tell(complain);
    return verdict;
  } finally {
    file.close();
  }
}

function readPolicy(name: string | undefined): Policy {
  if (name === undefined) {
    throw new Misuse(`请用 --policy 指定要求 · say what you demand: --policy\n${policyChoice}`);
  }
  if (name === 'hall' || name === 'archive') return builtInPolicy(name);
  return parsePolicy(Buffer.from(readPolicyFile(name)).toString());
}

/** A name that is none of ours is most likely a built-in one, misspelt. */
function readPolicyFile(name: string): Uint8Array {
  try {
    return readBounded(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const meant = didYouMean(nearest(name, ['hall', 'archive']));
    throw new Misuse(`--policy: 没有此文件 · no such file: ${name}\n${policyChoice}${meant}`);
  }
}

function readOption(path: string | undefined): Uint8Array | null {
  return path === undefined ? null : readBounded(path);
}

/** A bundle given by the user is where trust begins; a state that holds one goes on from its own. */
export function startFrom(
  state: VerifierState | null,
  trust: Uint8Array | null,
): VerifierState | null {
  if (trust === null || (state !== null && state.trust !== null)) return state;
  return stateOfTrust(networkOf(trust), trust);
}

/** Another file by mistake is told as one: its code alone would not say which file is meant. */
function networkOf(trust: Uint8Array): string {
  try {
    return decodeTrustBundle(trust).bundle.network;
  } catch (error) {
    if (!(error instanceof VerifierError)) throw error;
    throw new Misuse(`--trust: 不是信任名单 · not a trust bundle: ${error.code} ${error.message}`);
  }
}
