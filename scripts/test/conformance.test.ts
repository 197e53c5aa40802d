import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(__dirname, '..', '..');
const conformance = join(root, 'scripts', 'conformance.js');
const manifest = join(root, 'verifier-sdk', 'vectors', 'manifest.json');

interface Row {
  readonly id: string;
  readonly layer: string;
  readonly expect: {
    readonly outcome: string;
    readonly codes: Readonly<Record<string, string>>;
  };
}
const rows = JSON.parse(readFileSync(manifest, 'utf8')) as readonly Row[];
const whole = rows.filter(({ layer }) => layer === 'verify');
const bad = whole.filter((row) => row.expect.outcome !== 'valid');

function run(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [conformance, ...words], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const lines = stdout.split('\n').slice(0, -1);
  return { status, stderr, lines, last: lines.at(-1) };
}

/** A program that answers with what `answer`, the body of a function of the case, returns. */
function program(answer: string): readonly string[] {
  const script = `
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const one = JSON.parse(line);
      const answer = (() => { ${answer} })();
      if (answer) console.log(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });`;
  return [process.execPath, '-e', script];
}

/** The verifier of this repository with a mistake in it: what `spoil` makes of what it is given or answers. */
function mistaken(spoil: string): readonly string[] {
  const script = `
    import { createInterface } from 'node:readline';
    import { decodeState, parsePolicy, verify } from '@yinzhao/verifier';
    import { nodeEngine } from '@yinzhao/verifier/node';
    const engine = nodeEngine();
    const bytes = (digits) => digits && Buffer.from(digits, 'hex');
    for await (const line of createInterface({ input: process.stdin })) {
      const one = JSON.parse(line);
      const demand = {
        at: one.at,
        policy: parsePolicy(JSON.stringify(one.policy)),
        engine,
        challenge: bytes(one.challenge),
      };
      const knowledge = { sync: bytes(one.sync), state: one.state && decodeState(bytes(one.state)) };
      const spoil = { before: () => undefined, after: () => undefined };
      ${spoil}
      spoil.before(knowledge, demand);
      const answer = verify(bytes(one.input), knowledge, demand);
      const codes = answer.checks.flatMap(({ code }) => (code === null ? [] : [code]));
      const outcome = spoil.after(codes) ?? answer.outcome;
      process.stdout.write(JSON.stringify({ id: one.id, outcome }) + '\\n');
    }`;
  return [process.execPath, '--input-type=module', '-e', script];
}
const idsWith = (...codes: readonly string[]): readonly string[] =>
  bad
    .filter((row) => Object.values(row.expect.codes).some((code) => codes.includes(code)))
    .map(({ id }) => id);

describe('scripts/conformance.js', () => {
  it('finds the verifier of this repository right in every whole verification', () => {
    const { status, lines } = run(process.execPath, join(root, 'scripts', 'answer-cases.js'));
    expect(lines).toEqual([`${whole.length} right, 0 wrong, 0 skipped`]);
    expect(status).toBe(0);
  });

  it('finds one that believes everything wrong in every bad input', () => {
    const { status, lines, last } = run(...program("return { id: one.id, outcome: 'valid' };"));
    expect(last).toBe(`${whole.length - bad.length} right, ${bad.length} wrong, 0 skipped`);
    expect(lines.slice(0, -1).map((line) => line.split(':')[0])).toEqual(bad.map(({ id }) => id));
    expect(status).toBe(1);
  });

  it.each([
    [
      'ignores the quorum',
      "spoil.after = (codes) => (codes.includes('QUORUM_MISSING') ? 'valid' : null);",
      idsWith('QUORUM_MISSING'),
    ],
    [
      'takes knowledge of any age',
      "spoil.before = (knowledge, demand) => (demand.policy = { ...demand.policy, freshness: 'stated' });",
      idsWith('KNOWLEDGE_OLD', 'TRUST_EXPIRED'),
    ],
    [
      'calls what it does not know revoked',
      "spoil.after = (codes) => (codes.includes('STATUS_UNKNOWN') ? 'invalid' : null);",
      idsWith('STATUS_UNKNOWN').filter((id) => id.includes('/undetermined-')),
    ],
    [
      'asks the holder for nothing',
      "spoil.after = (codes) => (codes.some((code) => code.startsWith('HOLDER_')) ? 'valid' : null);",
      bad
        .filter((row) => (row.expect.codes['holder'] ?? 'NOT_JUDGED') !== 'NOT_JUDGED')
        .map(({ id }) => id),
    ],
  ])('finds one that %s wrong in just those cases', (_does, spoil, expected) => {
    const { status, lines, last } = run(...mistaken(spoil));
    expect(lines.slice(0, -1).map((line) => line.replace(/: ".*/, ''))).toEqual(expected);
    expect(expected.length).toBeGreaterThan(3);
    expect(last).toBe(
      `${whole.length - expected.length} right, ${expected.length} wrong, 0 skipped`,
    );
    expect(status).toBe(1);
  });

  it('finds one that forgets what it has seen wrong where only that tells', () => {
    const forget = 'spoil.before = (known) => {';
    const { status, lines } = run(
      ...mistaken(
        `${forget} if (known.state) known.state = { ...known.state, logs: [], floor: 0 }; };`,
      ),
    );
    const wrong = lines.slice(0, -1).map((line) => line.replace(/: ".*/, ''));
    expect(wrong).toEqual(
      expect.arrayContaining([
        'verify/undetermined-rolled-back',
        'verify/invalid-fork-equal',
        'verify/undetermined-clock-behind-floor',
        'verify/undetermined-copy-of-other-log-rolled-back',
      ]),
    );
    const told = idsWith(
      'CHECKPOINT_ROLLED_BACK',
      'CONTINUITY_UNKNOWN',
      'FORK',
      'CLOCK_WRONG',
      'TRUST_OLD',
      'ORIGINAL_STATUS_UNKNOWN',
    );
    expect(wrong.filter((id) => !told.includes(id))).toEqual([]);
    expect(status).toBe(1);
  });

  it('goes on after a crash, silence and noise, and counts each as wrong', () => {
    const { status, lines, last } = run(
      '--seconds',
      '2',
      ...program(`
        if (one.id === 'verify/valid-hall') process.exit(1);
        if (one.id === 'verify/valid-copy') return null;
        if (one.id === 'verify/valid-pinned') return 'valid';
        if (one.id === 'verify/valid-rotated') return { id: 'another', outcome: 'valid' };
        if (one.id === 'verify/valid-purpose')
          return { id: one.id, outcome: 'valid', codes: { status: 'ODD' } };
        return { id: one.id, outcome: one.id.split(/[/-]/)[1] };`),
    );
    const complaints = lines.slice(0, -1).map((line) => line.replace(/ \(.*/, ''));
    expect(complaints.sort()).toEqual([
      'verify/valid-copy: no answer',
      'verify/valid-hall: no answer',
      'verify/valid-pinned: the answer is not JSON',
      'verify/valid-purpose: {"status":"ODD"}, not {}',
      'verify/valid-rotated: the answer is of "another"',
    ]);
    expect(last).toBe(`${whole.length - 5} right, 5 wrong, 0 skipped`);
    expect(status).toBe(1);
  });

  it('asks for a layer by name, and where nothing is answered nothing is right', () => {
    const cbor = rows.filter(({ layer }) => layer === 'cbor').length;
    const skipping = program('return { id: one.id, skipped: true };');
    const { status, last } = run('--layer', 'cbor', ...skipping);
    expect([status, last]).toEqual([1, `0 right, 0 wrong, ${cbor} skipped`]);
  });

  it('prints the cases with what is expected, whole', () => {
    const { status, lines } = run('--layer', 'all', '--print');
    const printed = lines.map((line) => JSON.parse(line) as Row & { input: unknown });
    expect(printed.map(({ id, expect: wanted }) => [id, wanted])).toEqual(
      rows.map(({ id, expect: wanted }) => [id, wanted]),
    );
    expect(printed.filter(({ input }) => input === undefined)).toEqual([]);
    expect(status).toBe(0);
  });

  it.each([
    [[], 'COMMAND'],
    [['--layer', 'nothing', 'true'], 'no layer "nothing"'],
    [['--seconds', 'soon', 'true'], '--seconds'],
    [['--faster', 'true'], '--faster'],
  ])('refuses the command line %j', (words, text) => {
    const { status, stderr } = run(...words);
    expect(status).toBe(3);
    expect(stderr).toContain(text);
    expect(stderr).toContain('usage:');
  });

  it.each([
    [join(root, 'no-such-program'), 'ENOENT'],
    [root, 'EACCES'],
  ])('says in one line that %s cannot be started', (program, why) => {
    expect(run(program)).toEqual({
      status: 3,
      stderr: `cannot be started: ${program} (${why})\n`,
      lines: [],
      last: undefined,
    });
  });

  it('has a help', () => {
    const { status, lines, stderr } = run('--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(lines[0]).toMatch(/^usage: /);
  });
});
