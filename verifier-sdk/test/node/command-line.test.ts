import {
  mkdirSync,
  mkdtempSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommandLine } from '../../src/node/command-line.js';
import { widthOf } from '../../src/node/columns.js';
import { readWords } from '../../src/node/read-words.js';
import { openStateFile } from '../../src/node/state-file.js';
import { commandForms, usage } from '../../src/node/usage.js';
import { encodeUtf8 } from '../../src/format/bytes.js';
import { builtInPolicy, formatPolicy, parsePolicy } from '../../src/policy.js';
import { decodeSyncPack, encodeSyncPack, type SyncLog } from '../../src/format/sync-pack.js';
import type { Subtrees } from '../../src/merkle/subtrees.js';
import { encodeState, type VerifierState } from '../../src/state.js';
import { hour, minute, noon } from '../world/city.js';
import { goodBundle, makeScene, nowAt, type Changes, type Scene } from '../world/scene.js';
import { documentSealOf, explicit, extData, octets, sealOf, timeStamp } from '../world/seals.js';
import { showScene, type Shown } from '../world/show.js';
import { bitString, sequence } from '../reference/der-writer.js';

let folder: string;
let asked: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-cli-'));
  asked = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Told {
  readonly code: number;
  readonly out: string;
  readonly complaints: string;
}

async function run(line: string, served?: Uint8Array | number): Promise<Told> {
  const out: string[] = [];
  const complaints: string[] = [];
  const code = await runCommandLine(line.split(' ').map(placed), {
    print: (text) => out.push(text),
    complain: (text) => complaints.push(text),
    version: '1.2.3',
    now: () => nowAt,
    fetch: (address) => {
      asked.push(address as string);
      if (typeof served === 'number')
        return Promise.resolve(new Response(null, { status: served }));
      if (served === undefined) return Promise.reject(new Error('no route'));
      return Promise.resolve(new Response(Buffer.from(served)));
    },
  });
  return { code, out: out.join('\n'), complaints: complaints.join('\n') };
}

/** `@name` is a file of the test's folder. */
const placed = (word: string): string => word.replace(/^@/, `${folder}/`);
const fileAt = (name: string): string => join(folder, name);

const show = (shown: Shown): Promise<void> => place(showScene({}, shown), true);
const write = (changes: Changes = {}, remember = true): Promise<void> =>
  place(makeScene(changes), remember);

async function place({ input, sync, state }: Scene, remember: boolean): Promise<void> {
  writeFileSync(fileAt('l.yzl'), input);
  if (sync !== null) writeFileSync(fileAt('p.yzs'), sync);
  writeFileSync(fileAt('trust'), goodBundle);
  if (!remember) return;
  const file = await openStateFile(fileAt('state'));
  file.save(state as VerifierState);
  file.close();
}

const storedFloor = async (): Promise<number | undefined> => {
  const file = await openStateFile(fileAt('state'));
  file.close();
  return file.load()?.floor;
};

describe('yinzhao verify', () => {
  const all = 'verify @l.yzl --sync @p.yzs --policy hall --state @state';

  it('says valid, Chinese first, and remembers before it answers', async () => {
    await write();
    const { code, out } = await run(all);
    expect(code).toBe(0);
    expect(out).toMatch(/^有效 · valid\n/);
    expect(out).toContain('示例市行政审批局');
    expect(out).toContain('\n示例许可证 · Sample licence\n');
    expect(out).toContain('\n  经营者名称 Operator  示例餐饮有限公司\n');
    for (const line of out.split('\n')) expect([line, widthOf(line) <= 80]).toEqual([line, true]);
    expect(out).toContain('10 分钟前 · 10 min ago');
    expect(await storedFloor()).toBe(noon + hour);
  });

  it('says that the file of --trust is no trust bundle', async () => {
    await write({}, false);
    const { code, complaints } = await run('verify @l.yzl --policy hall --trust @l.yzl');
    expect(code).toBe(3);
    expect(complaints).toMatch(/^--trust: 不是信任名单 · not a trust bundle: COSE_MALFORMED /);
  });

  it.each(['full', 'short'] as const)('takes the text of a %s show code', async (form) => {
    const showing = { purpose: '银行开户', audience: '示例银行' };
    await show({ form, showing });
    const { code, out } = await run(all);
    expect(code).toBe(0);
    expect(out).toMatch(/^有效 · valid\n/);
    expect(out).toContain('2026-03-02 11:09:50 +08:00, 用于 for 银行开户 / 示例银行');
    for (const line of out.split('\n')) expect([line, widthOf(line) <= 80]).toEqual([line, true]);
  });

  it('refuses a show code that is a minute old', async () => {
    await show({ showing: { time: nowAt - 2 * minute } });
    const { code, out } = await run(all);
    expect(code).toBe(1);
    expect(out).toContain('HOLDER_PROOF_OUT_OF_TIME  亮码不是此刻生成的');
  });

  it('says invalid, why, and what to do', async () => {
    await write({ pack: { statuses: [{ leafIndex: 5, status: 2 }], sequence: 2 } });
    const { code, out } = await run(all);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^无效 · invalid\n {2}LICENCE_REVOKED {2}证照已吊销 · the licence was revoked\n {4}→ 不予受理/,
    );
  });

  it('says undetermined without a pack', async () => {
    await write();
    const { code, out } = await run('verify @l.yzl --policy hall --state @state');
    expect(code).toBe(2);
    expect(out).toMatch(/^无法判定 · undetermined\n {2}STATUS_UNKNOWN/);
  });

  it('answers in JSON', async () => {
    await write();
    const { code, out } = await run(`${all} --json`);
    const answer = JSON.parse(out) as {
      outcome: string;
      licence: { fields: object; typeName: object };
      checks: { code: string | null }[];
    };
    expect(code).toBe(0);
    expect(answer.outcome).toBe('valid');
    expect(answer.licence.typeName).toEqual({ zh: '示例许可证', en: 'Sample licence' });
    expect(answer.licence.fields).toEqual([
      { number: 0, name: 'operator', zh: '经营者名称', en: 'Operator', value: '示例餐饮有限公司' },
      { number: 1, name: 'business', zh: '经营项目', en: 'Business', value: '食品经营' },
    ]);
    expect(answer.checks).toHaveLength(17);
    expect(out).not.toContain('\n');
  });

  it('begins with a bundle that the user gives, and goes on from what it then holds', async () => {
    await write({}, false);
    const { code } = await run(`${all} --trust @trust`);
    expect(code).toBe(0);
    expect((await run(all)).code).toBe(0);
  });

  it('needs no state where the user gives a bundle', async () => {
    await write({}, false);
    expect((await run('verify @l.yzl --sync @p.yzs --policy hall --trust @trust')).code).toBe(0);
  });

  it('reads a policy of the user’s', async () => {
    await write();
    const strict = { ...builtInPolicy('hall'), name: '十分钟', maxKnowledgeAge: minute };
    writeFileSync(fileAt('policy'), formatPolicy(strict));
    const { code, out } = await run('verify @l.yzl --sync @p.yzs --policy @policy --state @state');
    expect(code).toBe(2);
    expect(out).toContain('KNOWLEDGE_OLD');
  });

  it.each([
    ['2026-03-02T10:59:00+08:00', 0],
    ['2026-03-02T02:59:00Z', 0],
    [String(noon + hour), 0],
    ['2026-03-02T10:54:00+08:00', 2],
    ['2026-03-02', 3],
    ['2026-03-02T10:59:00', 3],
    ['yesterday', 3],
  ])('judges at %s: %d', async (at, expected) => {
    await write();
    expect((await run(`${all} --at ${at}`)).code).toBe(expected);
  });

  it('keeps the notes of a fork beside the state', async () => {
    await write({ known: { history: 'other' } });
    const { code, out } = await run(all);
    expect(code).toBe(1);
    expect(out).toContain('FORK');
    const [file, ...others] = readdirSync(fileAt('state.evidence'));
    expect(others).toEqual([]);
    const told = await run(`inspect @state.evidence/${file as string}`);
    expect(told.code).toBe(0);
    expect(JSON.parse(told.out)).toMatchObject({ kind: 'fork evidence', finding: 'prefixDiffers' });
  });

  it('says of a path that leads nowhere that it shows nothing', async () => {
    const vector = join(__dirname, '../../vectors/fork-evidence/accept-proof-fails.json');
    const { input } = JSON.parse(readFileSync(vector, 'utf8')) as { input: string };
    writeFileSync(fileAt('x.fork'), Buffer.from(input, 'hex'));
    const told = await run('inspect @x.fork');
    expect(told.code).toBe(2);
    expect(JSON.parse(told.out)).toMatchObject({ finding: null, isConclusive: false });
    expect(told.complaints).toContain('不能定论');
  });

  it('keeps evidence that shows a fork by its bytes alone', async () => {
    await write({ known: { size: 16, history: 'other' } });
    expect((await run(all)).code).toBe(1);
    const [file] = readdirSync(fileAt('state.evidence'));
    const told = await run(`inspect @state.evidence/${file as string}`);
    expect(told.code).toBe(0);
    expect(JSON.parse(told.out)).toMatchObject({
      finding: 'rootsDiffer',
      isConclusive: true,
      trust: { network: 'city', version: 1 },
      notes: [{ orgs: ['market', 'police'] }, { orgs: ['market', 'police'] }],
    });
    expect(told.complaints).toContain('两份检查点均由日志签名并达到见证法定数');
  });

  it('writes a statement that is the same whenever it is written', async () => {
    await write();
    const line =
      'verify @l.yzl --sync @p.yzs --policy hall --trust @trust --at 2026-03-02T11:10:00+08:00';
    expect((await run(`${line} --statement @one`)).code).toBe(0);
    expect((await run(`${line} --statement @two`)).code).toBe(0);
    expect(readFileSync(fileAt('two'))).toEqual(readFileSync(fileAt('one')));
    const { code, out } = await run('inspect @one');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      kind: 'statement',
      content: { outcome: 'valid', at: nowAt, established: { anchored: { leafIndex: 5 } } },
    });
  });

  it.each([
    ['no policy', 'verify @l.yzl --sync @p.yzs --state @state', '--policy'],
    [
      'an unknown policy',
      'verify @l.yzl --sync @p.yzs --policy @none --state @state',
      'hall (holds now)',
    ],
    ['a misspelt policy', 'verify @l.yzl --policy haal', 'did you mean: hall\n'],
    ['a time without zone', `${all} --at 2026-03-02`, '2026-03-02T10:00:00+08:00'],
    ['no trust', 'verify @l.yzl --sync @p.yzs --policy hall', 'TRUST_ANCHOR_MISSING'],
    ['a misspelt option', `${all} --polcy archive`, '--polcy\n是否为 · did you mean: --policy\n'],
    ['an option of another command', `${all} --adopt`, 'no such option: --adopt\n用法见'],
    ['an option twice', `${all} --policy archive`, '--policy'],
    ['an option without value', 'verify @l.yzl --policy', '--policy'],
    ['an option with one hyphen', `${all} -policy archive`, 'did you mean: --policy'],
    ['a flag twice', `${all} --json --json`, '--json'],
    ['no file', 'verify --policy hall', 'operand'],
    ['another command', 'check @l.yzl', 'no such command: check'],
    ['a misspelt command', 'verfiy @l.yzl', 'did you mean: verify'],
    ['a name that every object has', 'constructor @l.yzl', 'no such command'],
    ['help on two commands', 'help verify sync', 'one command'],
  ])('is misused with %s', async (_name, line, complaint) => {
    await write();
    const { code, out, complaints } = await run(line);
    expect(code).toBe(3);
    expect(out).toBe('');
    expect(complaints).toContain(complaint);
  });

  it.each([
    ['a licence', 'verify @none --policy hall --state @state'],
    ['a pack', 'verify @l.yzl --sync @none --policy hall --state @state'],
    ['a trust bundle', 'verify @l.yzl --policy hall --trust @none'],
    ['a folder', 'verify-many @none --policy hall --state @state'],
    ['a pack to sync with', 'sync @none --state @state'],
    ['a file to look at', 'inspect @none'],
    ['a pack to export', 'status-list @none --log yinzhao/city/approval --state @state'],
    ['a folder in the place of a file', 'inspect @folder', '是文件夹 · a folder', 'folder'],
    [
      'a folder to write into',
      `${all} --statement @none/x`,
      '没有此文件或文件夹 · no such file or folder',
      'none/x.new',
    ],
  ])(
    'says in one line of both languages that %s cannot be had',
    async (_what, line, why = '没有此文件或文件夹 · no such file or folder', name = 'none') => {
      await write();
      mkdirSync(fileAt('folder'));
      expect(await run(line)).toEqual({
        code: 3,
        out: '',
        complaints: `FILE_UNAVAILABLE: ${why}: ${fileAt(name)}`,
      });
    },
  );

  it('says how to go on with a state that was deleted', async () => {
    await write();
    rmSync(fileAt('state'));
    const { code, complaints } = await run(all);
    expect(code).toBe(3);
    expect(complaints).toContain('STATE_MISSING');
    expect(complaints).toContain('--adopt');
  });
});

/** A larger tree without a path from the one that is known by then. */
const unproven: Changes = { pack: { size: 18, time: noon + hour + minute } };

describe('yinzhao sync', () => {
  it('takes a pack into the state and keeps it for verifications to come', async () => {
    await write();
    const { code, out } = await run('sync @p.yzs --state @state');
    expect(out).toContain('✓ yinzhao/city/approval 16');
    expect(code).toBe(0);
    expect(await storedFloor()).toBe(noon + hour);
    expect((await run('verify @l.yzl --sync @state.yzs --policy hall --state @state')).code).toBe(
      0,
    );
  });

  it('begins with a bundle that the user gives', async () => {
    await write({}, false);
    expect((await run('sync @p.yzs --state @state')).code).toBe(3);
    expect((await run('sync @p.yzs --state @state --trust @trust --out @kept.yzs')).code).toBe(0);
    expect((await run('verify @l.yzl --sync @kept.yzs --policy hall --state @state')).code).toBe(0);
  });

  it('asks a gateway with what it holds', async () => {
    await write();
    const { code, out } = await run(
      'sync https://gateway.example/v1/sync --state @state --json',
      makeScene().sync as Uint8Array,
    );
    const log = 'yinzhao%2Fcity%2Fapproval';
    expect(asked).toEqual([
      `https://gateway.example/v1/sync?from=${log}%3A8&trust=1&subtrees=${log}%3A0`,
    ]);
    expect(JSON.parse(out)).toEqual({
      pack: null,
      trust: { version: 1, code: null },
      logs: [{ log: 'yinzhao/city/approval', size: 16, time: noon + hour, code: null }],
    });
    expect(code).toBe(0);
  });

  it('asks for the subtree roots that it lacks, and keeps a pack that is whole', async () => {
    const large: Changes = { subtrees: true, pack: { size: 300, time: noon } };
    await write(large);
    expect((await run('sync @p.yzs --state @state')).code).toBe(0);
    const later: Changes = { subtrees: true, proofs: [300], pack: { size: 600 } };
    const whole = decodeSyncPack(makeScene(later).sync as Uint8Array);
    const [log] = whole.logs as [SyncLog];
    const subtrees = log.subtrees as Subtrees;
    const leftOut = { ...subtrees, first: 1, before: subtrees.roots.slice(0, 1) };
    const part = { ...log, subtrees: { ...leftOut, roots: subtrees.roots.slice(1) } };
    const served = encodeSyncPack({ ...whole, bundles: [], logs: [part] });
    expect((await run('sync https://gateway.example/ --state @state', served)).code).toBe(0);
    expect(new URL(asked[0] as string).searchParams.get('subtrees')).toBe(
      'yinzhao/city/approval:256',
    );
    const kept = decodeSyncPack(readFileSync(fileAt('state.yzs')));
    expect(kept.logs[0]?.subtrees).toEqual(subtrees);
    // The next one goes on from there.
    await run('sync https://gateway.example/ --state @state', served);
    expect(new URL(asked[1] as string).searchParams.get('subtrees')).toBe(
      'yinzhao/city/approval:512',
    );
  });

  it.each([
    ['is not there', 404, 'HTTP 404'],
    ['cannot be reached', undefined, 'no route'],
  ])('changes nothing where the gateway %s', async (_name, served, complaint) => {
    await write();
    const { code, complaints } = await run('sync http://gateway.example/ --state @state', served);
    expect(code).toBe(3);
    expect(complaints).toContain(complaint);
    expect(await storedFloor()).toBe(noon - hour);
  });

  it('does not go back', async () => {
    await write();
    await run('sync @p.yzs --state @state');
    writeFileSync(
      fileAt('old.yzs'),
      makeScene({ pack: { size: 12, time: noon } }).sync as Uint8Array,
    );
    const { code, out } = await run('sync @old.yzs --state @state');
    expect(code).toBe(2);
    expect(out).toContain('CHECKPOINT_ROLLED_BACK');
    expect(await storedFloor()).toBe(noon + hour);
    // Nor does the pack that is kept.
    expect(readFileSync(fileAt('state.yzs'))).toEqual(readFileSync(fileAt('p.yzs')));
  });

  it('reports a fork', async () => {
    await write({ known: { history: 'other' } });
    expect((await run('sync @p.yzs --state @state')).code).toBe(1);
    expect(readdirSync(fileAt('state.evidence'))).toHaveLength(1);
  });

  it('says of a pack without proof how to get one, and neither state nor pack goes on to it', async () => {
    await write();
    await run('sync @p.yzs --state @state');
    const kept = readFileSync(fileAt('state.yzs'));
    writeFileSync(fileAt('unproven.yzs'), makeScene(unproven).sync as Uint8Array);
    const { code, out } = await run('sync @unproven.yzs --state @state');
    expect(code).toBe(2);
    expect(out.replace(/\s+/g, ' ')).toContain(
      'sync with the gateway online, which gives the proof',
    );
    expect(readFileSync(fileAt('state.yzs'))).toEqual(kept);
    expect(existsSync(fileAt('state.evidence'))).toBe(false);
    expect((await run('verify @l.yzl --sync @state.yzs --policy hall --state @state')).code).toBe(
      0,
    );
  });

  it('does not keep a pack that is none', async () => {
    await write();
    writeFileSync(fileAt('p.yzs'), 'no pack');
    const { code, out } = await run('sync @p.yzs --state @state');
    expect(code).toBe(2);
    expect(out).toContain('SYNC_MALFORMED');
    expect(readdirSync(folder)).not.toContain('state.yzs');
  });

  it.each([
    ['no log', (): SyncLog[] => []],
    ['a note that nobody signed', ([log]: SyncLog[]) => [{ ...log, note: encodeUtf8('a note') }]],
    ['other statuses', ([log]: SyncLog[]) => [{ ...log, snapshot: encodeUtf8('none revoked') }]],
    ['no proof', () => decodeSyncPack(makeScene(unproven).sync as Uint8Array).logs],
  ])('keeps the pack that it has where one with %s comes', async (_what, change) => {
    await write();
    await run('sync @p.yzs --state @state');
    const { logs, ...pack } = decodeSyncPack(readFileSync(fileAt('p.yzs')));
    const lying = { ...pack, logs: change([...logs]) as SyncLog[] };
    writeFileSync(fileAt('lying.yzs'), encodeSyncPack(lying));
    await run('sync @lying.yzs --state @state');
    expect(readFileSync(fileAt('state.yzs'))).toEqual(readFileSync(fileAt('p.yzs')));
    const verified = await run('verify @l.yzl --sync @state.yzs --policy hall --state @state');
    expect(verified.code).toBe(0);
  });

  it('adopts a state that was restored', async () => {
    await write();
    await write();
    rmSync(fileAt('state.mark'));
    expect((await run('sync @p.yzs --state @state')).code).toBe(3);
    expect((await run('sync @p.yzs --state @state --adopt')).code).toBe(0);
    expect((await run('sync @p.yzs --state @state')).code).toBe(0);
  });

  it('needs a state', async () => {
    await write();
    expect((await run('sync @p.yzs')).code).toBe(3);
  });
});

describe('yinzhao status-list', () => {
  const log = '--log yinzhao/city/approval';
  const revoked: Changes = { pack: { statuses: [{ leafIndex: 5, status: 2 }], sequence: 2 } };

  it.each(['', ' --cbor'])(
    'writes what a quorum vouches for, and inspect reads it%s',
    async (form) => {
      await write(revoked);
      const { code, out, complaints } = await run(
        `status-list @p.yzs ${log} --state @state --bits 4 --out @list${form}`,
      );
      expect([code, out]).toEqual([0, '']);
      expect(complaints).toContain('2026-03-02T03:00:00.000Z');
      const read = await run('inspect @list');
      expect(read.code).toBe(0);
      expect(JSON.parse(read.out)).toMatchObject({
        kind: 'token status list',
        content: { bits: 4, count: 16, statuses: [[5, 1]] },
      });
    },
  );

  it('prints it where no file is named, by the bundle that the user gives', async () => {
    await write(revoked, false);
    const { code, out } = await run(`status-list @p.yzs ${log} --trust @trust`);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ bits: 2 });
  });

  it.each<[string, string, Changes]>([
    ['has no quorum', 'QUORUM_MISSING', { pack: { witnesses: [] } }],
    ['is another tree than the one known', 'FORK', { known: { history: 'other' } }],
    [
      'is older than what is known',
      'CHECKPOINT_ROLLED_BACK',
      { known: { size: 18, time: noon + hour } },
    ],
    ['lacks the log', 'STATUS_UNKNOWN', { editPack: (pack) => ({ ...pack, logs: [] }) }],
    [
      'has other lists than the checkpoint says',
      'STATUS_LIST_WRONG',
      {
        editPack: (pack) => ({
          ...pack,
          logs: pack.logs.map((one) => ({ ...one, snapshot: encodeUtf8('none revoked') })),
        }),
      },
    ],
  ])('writes nothing where the pack %s', async (_name, why, changes) => {
    await write(changes);
    const { code, complaints } = await run(`status-list @p.yzs ${log} --state @state --out @list`);
    expect(code).toBe(2);
    expect(complaints).toContain(why);
    expect(existsSync(fileAt('list'))).toBe(false);
  });

  it.each([
    ['no log', 'status-list @p.yzs --state @state', '--log'],
    ['a width that is none', `status-list @p.yzs ${log} --state @state --bits 3`, '1, 2, 4, 8'],
    ['bytes for the screen', `status-list @p.yzs ${log} --state @state --cbor`, '--out'],
    ['no trust', `status-list @p.yzs ${log}`, 'TRUST_ANCHOR_MISSING'],
  ])('is misused with %s', async (_name, line, complaint) => {
    await write();
    const { code, complaints } = await run(line);
    expect(code).toBe(3);
    expect(complaints).toContain(complaint);
  });
});

describe('yinzhao inspect and policy', () => {
  it.each([
    ['l.yzl', 'licence'],
    ['p.yzs', 'sync pack'],
    ['trust', 'trust bundle'],
  ])('shows %s and says that nothing is verified', async (name, kind) => {
    await write();
    const { code, out, complaints } = await run(`inspect @${name}`);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ kind });
    expect(complaints).toContain('未作核验');
  });

  it.each(['full', 'short'] as const)('shows a %s show code', async (form) => {
    await show({ form });
    const { code, out } = await run('inspect @l.yzl --trust @trust');
    expect(code).toBe(0);
    const { kind, content } = JSON.parse(out) as { kind: string; content: object };
    expect(kind).toBe('show code');
    expect(content).toMatchObject({
      proof: { time: nowAt - 10_000 },
      fields: [{ name: 'operator', value: '示例餐饮有限公司' }, { number: 1 }],
      ...(form === 'full'
        ? { place: null, receipt: { leafIndex: 5 } }
        : { place: { leafIndex: 5 } }),
    });
  });

  it.each([
    ['seal', sealOf(), '电子印章 · electronic seal (GB/T 38540-2020)'],
    ['document seal', documentSealOf({ version: 1 }), '电子签章 · document seal (GM/T 0031-2014)'],
  ])('shows a %s in lines, and says that nothing is verified', async (_name, bytes, first) => {
    writeFileSync(fileAt('s.esl'), bytes);
    const { code, out, complaints } = await run('inspect @s.esl');
    expect([code, complaints]).toEqual([0, expect.stringContaining('未作核验')]);
    const lines = out.split('\n');
    expect(lines[0]).toBe(first);
    expect(out).toContain('  名称 name         示例市审批局许可专用章\n');
    expect(out).toContain(
      '  制章者 maker      示例印章制作中心, 至 until 2036-01-01 07:59:59 +08:00\n',
    );
    expect(out).toContain('示例许可专用章, 至');
    // A digest stays whole, to be copied.
    const long = lines.filter((line) => widthOf(line) > 80 && !/^ {4}[0-9a-f]{64}$/.test(line));
    expect(long).toEqual([]);
  });

  it('shows of a seal whatever its certificates are', async () => {
    const users = sequence(octets(new Uint8Array(9)));
    const more = [sequence(extData(true))];
    const signing = { certificate: new Uint8Array(7), more: [explicit(bitString(timeStamp))] };
    writeFileSync(fileAt('s.esl'), sealOf({ version: 5, info: { list: users, more }, signing }));
    const { code, out } = await run('inspect @s.esl');
    expect(code).toBe(0);
    expect(out).toContain('7 字节，不是国密证书');
    expect(out).toContain('9 字节，不是国密证书');
    expect(out).toContain('1.2.3.4 关键 critical, 12 字节');
    expect(out).toContain('15 字节 bytes, 未核验 not verified');
  });

  it('knows no other file', async () => {
    writeFileSync(fileAt('other'), encodeState(makeScene().state as VerifierState));
    expect((await run('inspect @other')).code).toBe(3);
    writeFileSync(fileAt('binary'), Uint8Array.of(0xff, 0xfe));
    const { code, complaints } = await run('inspect @binary');
    expect([code, complaints]).toEqual([3, expect.stringContaining('无法识别的文件')]);
  });

  it('prints a policy that it reads', async () => {
    const { code, out } = await run('policy archive');
    expect(code).toBe(0);
    expect(parsePolicy(out)).toEqual(builtInPolicy('archive'));
    expect((await run('policy anything')).code).toBe(3);
  });

  it('names the fields of a licence by a bundle that is given', async () => {
    await write();
    const { out } = await run('inspect @l.yzl --trust @trust');
    expect(JSON.parse(out)).toMatchObject({
      content: {
        typeName: { zh: '示例许可证', en: 'Sample licence' },
        fields: [
          { number: 0, name: 'operator', zh: '经营者名称', value: '示例餐饮有限公司' },
          { number: 1, name: 'business', zh: '经营项目', value: '食品经营' },
        ],
      },
    });
    expect((await run('inspect @l.yzl')).out).not.toContain('typeName');
    expect((await run('inspect @p.yzs --trust @trust')).code).toBe(0);
    expect((await run('inspect @l.yzl --trust @l.yzl')).code).toBe(3);
  });
});

describe('what was written by others', () => {
  const commands = '\u001b]0;owned\u0007\u009b31m\u202e\u200b\u{e0041}';
  const harmless = String.raw`\u001b]0;owned\u0007\u009b31m\u202e\u200b\udb40\udc41`;

  it('commands no terminal: names of files, words, and what is shown unverified', async () => {
    await write();
    const missing = await run(`verify @${commands} --policy hall --trust @trust`);
    expect(missing.code).toBe(3);
    expect(missing.complaints).toContain(harmless);
    expect((await run(`verify --${commands}`)).complaints).toContain(harmless);
    const { logs, ...pack } = decodeSyncPack(readFileSync(fileAt('p.yzs')));
    const note = encodeUtf8(commands);
    const lying = { ...pack, logs: logs.map((log) => ({ ...log, note })) };
    writeFileSync(fileAt('lying.yzs'), encodeSyncPack(lying));
    const { code, out } = await run('inspect @lying.yzs');
    expect([code, JSON.parse(out)]).toMatchObject([0, { content: { logs: [{ note: commands }] } }]);
    for (const text of [missing.complaints, out]) {
      // eslint-disable-next-line no-control-regex -- they are what is looked for
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
    }
  });

  it.each(['verify /dev/zero --policy hall', 'inspect /dev/zero', 'sync /dev/zero --state @state'])(
    'may not go on for ever: %s',
    async (line) => {
      const { code, complaints } = await run(line);
      expect([code, complaints]).toEqual([3, expect.stringContaining('64 MiB')]);
    },
  );

  it('may be a folder, or a name that is none', async () => {
    mkdirSync(fileAt('folder'));
    for (const name of ['@folder', '@a\0b', '']) {
      expect(await run(`verify ${name} --policy hall`)).toMatchObject({ code: 3, out: '' });
    }
  });
});

describe('help', () => {
  it.each(['help', '-h', '--help', 'help help'])('is given by %s', async (line) => {
    const { code, out, complaints } = await run(line);
    expect([code, complaints]).toEqual([0, '']);
    for (const command of Object.keys(commandForms)) expect(out).toContain(`  yinzhao ${command} `);
  });

  it.each(Object.entries(commandForms))(
    'on %s names every option, with an example that is read',
    async (command, { help, options, flags, operand }) => {
      for (const line of [`help ${command}`, `${command} -h`, `${command} @x --help`]) {
        expect(await run(line)).toEqual({ code: 0, out: help, complaints: '' });
      }
      for (const name of [...options, ...flags]) expect(help).toContain(`  --${name} `);
      const example = /示例 · example:\n {2}yinzhao (.*)$/.exec(help)?.[1]?.split(' > ')[0] ?? '';
      const [named, ...words] = example.split(' ');
      expect(named).toBe(command);
      const form = { help, options, flags, operand };
      expect(readWords(command, words, form).operands).toHaveLength(1);
    },
  );

  it('fits a terminal of 80 columns', () => {
    const texts = [usage, ...Object.values(commandForms).map(({ help }) => help)];
    for (const line of texts.join('\n').split('\n')) {
      expect([line, widthOf(line) <= 80]).toEqual([line, true]);
    }
  });

  it('and the version', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: '1.2.3', complaints: '' });
  });
});
