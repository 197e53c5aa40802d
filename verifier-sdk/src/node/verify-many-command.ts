import { mkdirSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '../format/bytes.js';
import { openKnowledge, type OpenKnowledge } from '../open-knowledge.js';
import { encodeStatement } from '../format/statement.js';
import { statementOf } from '../statement.js';
import type { Outcome } from '../verdict.js';
import { verifyWith } from '../verify.js';
import { nodeEngine } from './engine.js';
import { evidenceFolder, type EvidenceFolder } from './evidence.js';
import { lineOf, progressLine, type FileAnswer } from './print-answer.js';
import { readLicenceFrom } from './read-licence-from.js';
import { Misuse, type Words } from './read-words.js';
import { openStateFile, replaceFile, type StateFile } from './state-file.js';
import { answerToJson } from './to-json.js';
import { readDemand, startFrom, type CommandDemand } from './verify-command.js';
import type { Surroundings } from './surroundings.js';

/** So many answers wait until what was learnt with them is on disk. */
const together = 256;
/** Milliseconds between two lines that say how far it is. */
const pace = 2000;

/**
 * Every file of a folder under one pack, each judged as if those before it had been verified one by one. Names and
 * contents are anybody's: what cannot be read is an answer. Holds neither the list of files nor their answers.
 */
export async function verifyManyCommand(words: Words, surroundings: Surroundings): Promise<number> {
  const folder = words.operands[0] as string;
  const { print, complain, now } = surroundings;
  const demand = readDemand(words, now);
  const all = await countEntries(folder);
  if (all === 0) throw new Misuse(`文件夹为空 · no file in ${folder}`);
  const path = demand.options.get('state');
  const memory = path === undefined ? null : await openStateFile(path);
  try {
    const evidence = evidenceFolder(path);
    const judge = openJudge(demand, memory, evidence);
    const json = words.flags.has('json');
    const counts: Record<Outcome, number> = { valid: 0, invalid: 0, undetermined: 0 };
    let lines: string[] = [];
    let told = now();
    const tell = (): void => {
      judge.remember();
      lines.forEach(print);
      lines = [];
    };
    for await (const { name } of await opendir(folder, { encoding: asBytes })) {
      const answer = judge.file(folder, Buffer.from(name, asBytes));
      counts[answer.outcome] += 1;
      lines.push(json ? JSON.stringify(answerToJson(answer)) : lineOf(answer));
      if (lines.length === together) tell();
      if (now() - told < pace) continue;
      told = now();
      complain(progressLine(counts, all));
    }
    tell();
    complain(progressLine(counts, all));
    evidence.tell(complain);
    if (counts.invalid > 0) return 1;
    return counts.undetermined > 0 ? 2 : 0;
  } finally {
    memory?.close();
  }
}

/** One character a byte: a name that is not UTF-8 still opens its file. */
const asBytes = 'latin1';

async function countEntries(folder: string): Promise<number> {
  const open = await opendir(folder, { encoding: asBytes });
  let count = 0;
  while ((await open.read()) !== null) count += 1;
  await open.close();
  return count;
}

interface Judge {
  readonly file: (folder: string, name: Buffer) => FileAnswer;
  /** Returns once what was learnt is on disk. */
  readonly remember: () => void;
}

function openJudge(
  demand: CommandDemand,
  memory: StateFile | null,
  evidence: EvidenceFolder,
): Judge {
  const { sync, policy, trust, at, options } = demand;
  const engine = nodeEngine();
  const state = startFrom(memory?.load() ?? null, trust);
  let known: OpenKnowledge = openKnowledge({ sync, state }, policy, engine);
  let saved = state;
  const statements = options.get('statement');
  if (statements !== undefined) mkdirSync(statements, { recursive: true });
  return {
    file: (folder, name) => {
      const input = readLicenceFrom(Buffer.concat([Buffer.from(join(folder, '/')), name]));
      const file = name.toString();
      if (typeof input === 'string') {
        return { file, outcome: 'undetermined', unread: input, verdict: null };
      }
      const verdict = verifyWith(known, input, at);
      known = { ...known, state: verdict.state };
      evidence.keep(verdict.evidence);
      if (statements !== undefined) {
        const statement = statementOf(verdict, { input, sync, policy }, engine);
        const kept = join(statements, `${toHex(statement.input)}.statement`);
        replaceFile(kept, encodeStatement(statement));
      }
      return { file, outcome: verdict.outcome, unread: null, verdict };
    },
    remember: () => {
      if (known.state !== saved) memory?.save(known.state);
      saved = known.state;
    },
  };
}
