// Runs any verifier over the corpus: a program that reads a case from a line and answers with a line (docs/conformance.md).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const vectors = join(dirname(fileURLToPath(import.meta.url)), '..', 'verifier-sdk', 'vectors');
const usage = `usage: node scripts/conformance.js [--layer NAME]… [--seconds N] COMMAND [ARGUMENT]…
       node scripts/conformance.js [--layer NAME]… --print
       node scripts/conformance.js --help

Runs COMMAND over the cases of verifier-sdk/vectors/manifest.json and says which answers are wrong.
--layer NAME   cases of this layer, "all" for every one (verify)
--seconds N    how long an answer may take (10)
--print        prints the cases and what is expected, runs nothing
Ends with 0 where every answer is right, 1 where one is not, 3 where the command line is wrong or COMMAND cannot be
started.`;

/** The program is not there, or may not be run: nothing was asked. */
class NotStarted extends Error {}

async function spawned(command, words) {
  try {
    const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child, 'spawn');
    return child;
  } catch (error) {
    throw new NotStarted(`cannot be started: ${command} (${error.code ?? error.message})`);
  }
}

/**
 * A process that answers line by line; null: it went away, or took too long and was stopped.
 * @throws NotStarted
 */
async function start([command, ...rest], milliseconds) {
  const child = await spawned(command, rest);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let isGone = false;
  child.on('close', () => (isGone = true));
  // Where it has gone its input is closed: the answer that does not come tells.
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => {
    console.error(error.message);
  });
  return {
    isGone: () => isGone,
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      let timer;
      const late = new Promise((resolve) => {
        timer = setTimeout(() => {
          child.kill('SIGKILL');
          resolve({ done: true });
        }, milliseconds);
      });
      const answer = await Promise.race([lines.next(), late]);
      clearTimeout(timer);
      if (answer.done) isGone = true;
      return answer.done ? null : answer.value;
    },
    stop: () => {
      child.stdin.end();
    },
  };
}

const opened = new Map();

/** What stands at `<file>#/<member>`. */
function at(place) {
  if (place === null) return null;
  const [file, member] = place.split('#/');
  if (!opened.has(file)) opened.set(file, JSON.parse(readFileSync(join(vectors, file), 'utf8')));
  return opened.get(file)[member];
}

function caseOf({ id, layer, input, sync, state, at: instant, policy, challenge }) {
  const bytes = { input: at(input), sync: at(sync), state: at(state) };
  return { id, layer, ...bytes, at: instant, policy, challenge };
}

const sorted = (codes) => JSON.stringify(Object.entries(codes ?? {}).sort());

/** What is wrong with an answer; null: nothing. */
function complaintOf({ id, expect }, line) {
  if (line === null) return 'no answer';
  let answer;
  try {
    answer = JSON.parse(line);
  } catch {
    return 'the answer is not JSON';
  }
  if (answer?.id !== id) return `the answer is of ${JSON.stringify(answer?.id)}`;
  if (answer.outcome !== expect.outcome) {
    return `${JSON.stringify(answer.outcome)}, not "${expect.outcome}"`;
  }
  if (answer.code !== undefined && answer.code !== expect.code) {
    return `${JSON.stringify(answer.code)}, not "${expect.code}"`;
  }
  if (answer.codes !== undefined && sorted(answer.codes) !== sorted(expect.codes)) {
    return `${JSON.stringify(answer.codes)}, not ${JSON.stringify(expect.codes)}`;
  }
  return null;
}

function isSkipped(line) {
  try {
    return JSON.parse(line)?.skipped === true;
  } catch {
    return false;
  }
}

async function run(rows, command, milliseconds) {
  let program = await start(command, milliseconds);
  const counts = { right: 0, wrong: 0, skipped: 0 };
  for (const row of rows) {
    if (program.isGone()) program = await start(command, milliseconds);
    const line = await program.ask(JSON.stringify(caseOf(row)));
    const complaint = isSkipped(line) ? null : complaintOf(row, line);
    if (isSkipped(line)) counts.skipped++;
    else counts[complaint === null ? 'right' : 'wrong']++;
    if (complaint !== null) console.log(`${row.id}: ${complaint} (${row.note})`);
  }
  program.stop();
  console.log(`${counts.right} right, ${counts.wrong} wrong, ${counts.skipped} skipped`);
  return counts.wrong === 0 && counts.right > 0 ? 0 : 1;
}

function readCommandLine() {
  const words = process.argv.slice(2);
  if (['--help', '-h'].includes(words[0])) return { help: true };
  // The first word that is no option begins the command, whose own options are not ours.
  let own = 0;
  while (words[own]?.startsWith('--')) {
    own += ['--layer', '--seconds'].includes(words[own]) ? 2 : 1;
  }
  const { values } = parseArgs({
    args: words.slice(0, own),
    options: {
      layer: { type: 'string', multiple: true, default: ['verify'] },
      seconds: { type: 'string', default: '10' },
      print: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds);
  if (!(seconds > 0 && seconds <= 3600)) throw new Error('--seconds: from 1 to 3600');
  const manifest = JSON.parse(readFileSync(join(vectors, 'manifest.json'), 'utf8'));
  const isAsked = ({ layer }) => values.layer.includes(layer) || values.layer.includes('all');
  const unknown = values.layer.find(
    (name) => name !== 'all' && !manifest.some(({ layer }) => layer === name),
  );
  if (unknown !== undefined) throw new Error(`no layer "${unknown}"`);
  const command = words.slice(own);
  if ((command.length === 0) !== values.print) throw new Error('a COMMAND, or --print');
  return { rows: manifest.filter(isAsked), command, seconds, print: values.print };
}

let line;
try {
  line = readCommandLine();
} catch (error) {
  console.error(`${error.message}\n${usage}`);
  process.exit(3);
}
if (line.help) {
  console.log(usage);
} else if (line.print) {
  for (const row of line.rows) console.log(JSON.stringify({ ...caseOf(row), expect: row.expect }));
} else {
  try {
    process.exitCode = await run(line.rows, line.command, line.seconds * 1000);
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error;
    console.error(error.message);
    process.exitCode = 3;
  }
}
