import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  encodePublicKeyPem,
  encodeCertificatePem,
  encodeSignatureFile,
  generateKey,
  type KeyHandle,
} from '@yinzhao/signer';
import { bodyRecord, createBody } from '@yinzhao/e2e/parties';
import { parsePolicy } from '@yinzhao/verifier';
import { compareBytes, encodeUtf8, fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import { encodeRegistryRecord } from '@yinzhao/verifier/format/registry';
import {
  decodeTrustBundle,
  trustBundleMessage,
  trustKeyId,
} from '@yinzhao/verifier/format/trust-bundle';
import { nodeEngine } from '@yinzhao/verifier/node';
import { advanceTrust, pinTrust } from '@yinzhao/verifier/trust';
import { decodePayload } from '@yinzhao/signer';
import { readConfig } from '../../src/config.js';
import { runTool } from '../../src/operate/command-line.js';
import { formOfRecord } from '../../src/operate/record-form.js';
import type { TrustForm } from '../../src/operate/trust-form.js';
import { sampleCity, type SampleCity } from '../sample-city.js';

const engine = nodeEngine();
const now = Date.UTC(2026, 10, 24);
const folder = mkdtempSync(join(tmpdir(), 'yz-operate-'));
const at = (name: string): string => join(folder, name);
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content);
  return at(name);
};
const json = (name: string, value: object): string => write(name, JSON.stringify(value));

let city: SampleCity;
/** The two signers of the first bundle, and one that signs the next, in the order of a bundle. */
const signers: readonly KeyHandle[] = [1, 2, 3]
  .map(() => generateKey(engine))
  .sort((a, b) => compareBytes(a.publicKey, b.publicKey));

beforeAll(async () => {
  city = await sampleCity(engine);
  const identity = { certificate: 'gateway.pem', privateKey: 'gateway.key' };
  json('gateway.json', {
    ...{ network: 'city', org: 'approval', folder: 'data', signer: '/run/signer' },
    listen: { host: '127.0.0.1', port: 0 },
    ledger: {
      ...{ profile: 'profile.json', mspId: 'ApprovalMSP', channel: 'city', chaincode: 'log' },
      ...{ endorsements: 2, ...identity },
    },
    ...{ trust: [], witnesses: [] },
  });
  write('root.pem', encodeCertificatePem(city.parties.authority.certificate));
  signers.forEach((key, i) => write(`signer-${i}.pem`, encodePublicKeyPem(key.publicKey)));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const nowhere: typeof fetch = () => Promise.reject(new Error('no network here'));
let fetching = nowhere;

/** Who the ledger takes the caller for: the member whose name the file of its certificate has. */
async function tool(
  ...words: readonly string[]
): Promise<{ code: number; printed: string; complained: string }> {
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await runTool(words, {
    print: (text) => printed.push(text),
    complain: (text) => complained.push(text),
    version: '0.0.1',
    config: at('gateway.json'),
    licenceTypes: join(__dirname, '..', '..', 'licence-types'),
    openLedger: ({ ledger }) => {
      const [, mspId] = /([A-Za-z]+MSP)\.pem$/.exec(ledger.certificate) ?? [];
      return Promise.resolve(city.chain.peer(mspId));
    },
    fetch: (url, request) => fetching(url, request),
    engine,
    now: () => now,
    random: (length) => new Uint8Array(length).fill(7),
  });
  return { code, printed: printed.join('\n'), complained: complained.join('\n') };
}

async function ok(...words: readonly string[]): Promise<string> {
  const { code, printed, complained } = await tool(...words);
  expect([complained, code]).toEqual(['', 0]);
  return printed;
}

const as = (mspId: string): string[] => [
  ...['--certificate', `${mspId}.pem`],
  ...['--private-key', `${mspId}.key`],
];

describe('records by the command line', () => {
  it('prints a record, and it under its next version', async () => {
    const [body] = city.bodies;
    const shown = JSON.parse(await ok('record', `body/${body?.id ?? ''}`)) as object;
    expect(shown).toEqual(formOfRecord(bodyRecord(body as never)));
    const next = JSON.parse(await ok('record', 'consortium', '--next')) as object;
    expect(next).toMatchObject({ kind: 'consortium', version: 2, network: 'city' });
    const none = await tool('record', 'body/NOBODY');
    expect([none.code, none.complained]).toEqual([3, expect.stringContaining('body/NOBODY')]);
  });

  it('shows a record with its digest, and approves nothing but what has this digest', async () => {
    const { log } = city.bodies[0] as { log: string };
    const body = await createBody(city.parties, 'BODY-4', log, engine);
    const record = bodyRecord(body);
    const digest = toHex(engine.sm3(encodeRegistryRecord(record)));
    write('body.pem', encodeCertificatePem(body.certificate));
    const form = formOfRecord(record);
    if (form.kind !== 'body') throw new Error('not a body');
    const certificates = form.certificates.map((one) => ({ ...one, certificate: 'file:body.pem' }));
    const file = json('body.json', { ...form, certificates });
    expect(await ok('digest', file)).toBe(`${digest}  registry record`);
    expect(await ok('digest', write('body.record', encodeRegistryRecord(record)))).toContain(
      digest,
    );
    const shown = await ok('approve', file);
    expect(shown).toContain(`摘要 digest ${digest}`);
    expect(shown).toContain('not approved');
    const other = await tool('approve', file, '--digest', '00', ...as('PoliceMSP'));
    expect(other.code).toBe(3);
    const first = await ok('approve', file, '--digest', digest, ...as('ApprovalMSP'));
    expect(first).toContain('1 / 2 等待其他成员 waiting for other members');
    expect((await tool('record', 'body/BODY-4')).code).toBe(3);
    const second = await ok('approve', file, '--digest', digest, ...as('PoliceMSP'));
    expect(second).toContain('2 / 2 已生效 in effect');
    expect(JSON.parse(await ok('record', 'body/BODY-4'))).toEqual(form);
  });

  it('says by its code why the ledger refuses', async () => {
    const current = JSON.parse(await ok('record', 'consortium')) as object;
    const file = json('consortium.json', { ...current, version: 7 });
    const digest = /^[0-9a-f]+/.exec(await ok('digest', file))?.[0] ?? '';
    const again = await tool('approve', file, '--digest', digest, ...as('PoliceMSP'));
    expect([again.code, again.complained]).toEqual([
      1,
      expect.stringMatching(/^RECORD_VERSION_WRONG: /),
    ]);
    const half = await tool('approve', file, '--digest', digest, '--certificate', 'x.pem');
    expect([half.code, half.complained]).toEqual([3, expect.stringContaining('--private-key')]);
  });
});

function signed(name: string, payload: Uint8Array, keys: readonly KeyHandle[]): string {
  const signatures = keys.map((key) => {
    const keyId = trustKeyId(key.publicKey, engine.sm3);
    return { keyId, signature: key.sign(trustBundleMessage(payload, keyId)) };
  });
  return write(name, encodeSignatureFile({ payload: engine.sm3(payload), signatures }));
}

describe('trust bundles by the command line', () => {
  const first = ['trust', 'first', '--root', at('root.pem'), '--threshold', '2'];
  const periods = ['--days', '400', '--max-age-hours', '24'];

  it('makes the first bundle out of the registry, and a policy that pins it', async () => {
    const named = ['--signer', at('signer-0.pem'), '--signer', at('signer-1.pem')];
    const text = await ok(...first, ...periods, ...named, '--body', 'BODY-1=示例部门');
    const form = JSON.parse(text) as TrustForm;
    expect(form.issuers).toMatchObject([{ body: 'BODY-1', bodyName: '示例部门', cutOff: null }]);
    expect(form.types).toHaveLength(3);
    expect(form.types[0]?.fields[0]?.displayName.zh).toMatch(/\p{Script=Han}/u);
    expect(form.logs.map(({ k, witnesses }) => [k, witnesses.length])).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
    const composed = await ok('trust', 'compose', write('1.json', text), '--out', at('1.payload'));
    const payload = new Uint8Array(readFileSync(at('1.payload')));
    const digest = toHex(engine.sm3(payload));
    expect(composed).toContain(digest);
    expect(await ok('digest', at('1.json'))).toBe(`${digest}  trust payload`);
    expect(await ok('digest', at('1.payload'))).toBe(`${digest}  trust payload`);
    const both = [0, 1].map((i) => signed(`1.${i}`, payload, [signers[i] as KeyHandle]));
    await ok('trust', 'assemble', at('1.payload'), ...both, '--out', at('1.bundle'));
    const bundle = new Uint8Array(readFileSync(at('1.bundle')));
    const pin = { version: 1, digest: fromHex(digest) };
    expect(pinTrust(bundle, pin, engine).ok).toBe(true);
    expect(await ok('digest', at('1.bundle'))).toBe(`${digest}  trust bundle`);
    const policy = parsePolicy(await ok('trust', 'pin', at('1.bundle'), '--policy', 'hall'));
    expect(policy).toMatchObject({ name: 'hall', network: 'city', trust: { version: 1, digest } });
    expect(JSON.parse(await ok('trust', 'record', at('1.bundle')))).toEqual({
      ...{ kind: 'trust', version: 1, digest },
    });
    expect(JSON.parse(await ok('trust', 'show', at('1.bundle'), '--json'))).toEqual(form);
    expect(await ok('trust', 'show', at('1.bundle'))).toContain('示例部门');
  });

  it('makes the next one, which keys of both sign, and shows what it changes', async () => {
    const form = JSON.parse(await ok('trust', 'next', at('1.bundle'))) as TrustForm;
    const named = JSON.parse(await ok('trust', 'next', at('1.bundle'), '--types')) as TrustForm;
    expect(named).toEqual(form);
    expect(form).toMatchObject({ version: 2, issued: '2026-11-24T00:00:00.000Z' });
    const keys = [1, 2].map((i) => `file:signer-${i}.pem`);
    const file = json('2.json', { ...form, signers: { threshold: 2, keys } });
    await ok('trust', 'compose', file, '--out', at('2.payload'));
    const shown = await ok('trust', 'show', at('2.payload'), '--before', at('1.bundle'));
    const changes = shown.split('\n').filter((line) => /^[+-]/.test(line));
    expect(changes.map((line) => line.slice(0, 5))).toEqual([
      '- 版本 ',
      '- 签署者',
      '+ 版本 ',
      '+ 签署者',
    ]);
    const payload = new Uint8Array(readFileSync(at('2.payload')));
    const all = [0, 1, 2].map((i) => signed(`2.${i}`, payload, [signers[i] as KeyHandle]));
    const assemble = (files: readonly string[]) =>
      tool(
        ...['trust', 'assemble', at('2.payload'), ...files],
        ...['--before', at('1.bundle'), '--out', at('2.bundle')],
      );
    const ofNew = await assemble(all.slice(1));
    expect(ofNew.complained).toMatch(/^TRUST_NOT_SIGNED_BY_PREVIOUS: /);
    const ofOld = await assemble(all.slice(0, 2));
    expect(ofOld.complained).toMatch(/^TRUST_NOT_SIGNED_BY_ITSELF: /);
    expect(existsSync(at('2.bundle'))).toBe(false);
    expect(await assemble(all)).toMatchObject({ code: 0 });
    const [one, two] = ['1.bundle', '2.bundle'].map(
      (name) => new Uint8Array(readFileSync(at(name))),
    );
    expect(advanceTrust(one as Uint8Array, two as Uint8Array, engine).ok).toBe(true);
    expect(decodeTrustBundle(two as Uint8Array).bundle).toEqual(decodePayload(payload));
  });

  it('puts no signature in that is about something else', async () => {
    const payload = new Uint8Array(readFileSync(at('1.payload')));
    const assemble = async (file: string): Promise<void> => {
      const words = ['trust', 'assemble', at('1.payload'), file, '--out', at('x.bundle')];
      const { code, complained } = await tool(...words);
      const wanted: unknown = expect.stringContaining('TRUST_SIGNATURE_WRONG');
      expect([code, complained]).toEqual([1, wanted]);
    };
    await assemble(at('2.1'));
    await assemble(signed('x.stranger', payload, [signers[2] as KeyHandle]));
    const text = readFileSync(at('1.0'), 'utf8');
    await assemble(
      write(
        'x.flipped',
        text.replace(/.{2}"\n\s+\}/, (end) => `00${end.slice(2)}`),
      ),
    );
    const none = ['trust', 'assemble', at('2.payload'), at('2.0'), '--out', at('x.bundle')];
    expect((await tool(...none)).complained).toContain('--before');
    expect(existsSync(at('x.bundle'))).toBe(false);
  });

  it('composes nothing that could not be safe', async () => {
    const form = JSON.parse(readFileSync(at('1.json'), 'utf8')) as TrustForm;
    const file = json('unsafe.json', { ...form, logs: form.logs.map((log) => ({ ...log, k: 1 })) });
    const { code, complained } = await tool('trust', 'compose', file, '--out', at('x.payload'));
    expect([code, complained]).toEqual([1, expect.stringMatching(/^TRUST_QUORUM_UNSAFE: /)]);
    const over = await tool('trust', 'compose', at('1.json'), '--out', at('1.payload'));
    expect([over.code, over.complained]).toEqual([3, expect.stringContaining('exists already')]);
  });
});

describe('a bundle for a gateway', () => {
  afterEach(() => {
    fetching = nowhere;
  });
  const publish = (answer: Response): ReturnType<typeof tool> => {
    fetching = (_url, request) => {
      expect(request).toMatchObject({ redirect: 'error' });
      expect(request?.signal).toBeInstanceOf(AbortSignal);
      return Promise.resolve(answer);
    };
    const key = ['--key-file', write('operator-key', 'yz_key\n')];
    return tool('trust', 'publish', at('1.bundle'), '--url', 'http://127.0.0.1:1/', ...key);
  };

  it('is handed over, and a refusal has the code and the words of the gateway', async () => {
    expect(await publish(new Response('{"version":1}'))).toMatchObject({ code: 0 });
    const titles = { zh: '信任名单\u001b[2J', en: 'a bundle \u001b]0;x\u0007' };
    const problem = JSON.stringify({ code: 'TRUST_ROLLBACK', titles });
    const { code, complained } = await publish(new Response(problem, { status: 409 }));
    expect([code, complained]).toEqual([
      1,
      'TRUST_ROLLBACK: 信任名单\\u001b[2J · a bundle \\u001b]0;x\\u0007',
    ]);
    const odd = JSON.stringify({ code: '\u001b[31mRED', title: 'x' });
    const other = await publish(new Response(odd, { status: 500 }));
    expect([other.code, other.complained]).toEqual([
      1,
      expect.stringMatching(/^HTTP_MALFORMED: 不是网关的应答 · /),
    ]);
  });
});

describe('callers by the command line', () => {
  it('shows a key once and gives the configuration its digest', async () => {
    const made = await tool('caller', 'department', '--scopes', 'issue,read', '--body', 'BODY-1');
    const [key = ''] = /yz_[A-Za-z0-9_-]{43}/.exec(made.complained) ?? [];
    const caller = JSON.parse(made.printed) as { readonly digest: string };
    expect(caller).toEqual({
      ...{ name: 'department', body: 'BODY-1', scopes: ['issue', 'read'] },
      digest: toHex(engine.sm3(encodeUtf8(key))),
    });
    const config = JSON.parse(readFileSync(at('gateway.json'), 'utf8')) as object;
    const file = json('with-caller.json', { ...config, callers: [caller] });
    expect(readConfig(file).callers).toEqual([caller]);
    expect((await tool('caller', 'department', '--scopes', 'issue,everything')).code).toBe(3);
    expect((await tool('caller', 'A', '--scopes', 'read')).code).toBe(3);
  });
});

describe('what cannot be meant', () => {
  it.each([
    [[], 'no command'],
    [['trust'], 'trust first, trust next'],
    [['trust', 'make'], 'no such command: trust make'],
    [['trust', 'frist'], 'did you mean: trust first\n用法见'],
    [['recrod', 'x'], 'did you mean: record'],
    [['serve', 'x'], 'takes no words'],
    [['record'], 'operands'],
    [['record', 'trust', '--config', '--next'], 'config'],
    [['digest', '/nowhere/at/all'], 'cannot be read'],
    [['digest', at('root.pem')], 'no registry record'],
    [['trust', 'compose', at('1.json')], '--out'],
    [['trust', 'first', '--threshold', 'x', '--days', '1', '--max-age-hours', '1'], '--threshold'],
    [['trust', 'pin', at('1.bundle')], '--policy hall|archive'],
    [['trust', 'publish', at('1.bundle'), '--url', 'http://127.0.0.1:1'], '--key-file'],
  ])('%j is misuse', async (words, text) => {
    const { code, complained } = await tool(...words);
    expect([code, complained.split(': ')[0]]).toEqual([3, 'COMMAND_WRONG']);
    expect(complained).toContain(text);
  });

  it('is told apart from what the form, or another package, refuses', async () => {
    const form = await tool('approve', json('odd.json', { kind: 'trust', version: 1 }));
    const expected: unknown = expect.stringMatching(/^FORM_WRONG: .*#\/digest/);
    expect([form.code, form.complained]).toEqual([1, expected]);
    expect((await tool('help')).printed).toContain('yinzhao-gateway trust assemble');
  });

  it('says its version and what one command, or one kind of commands, does', async () => {
    expect(await ok('--version')).toBe('0.0.1');
    const shown = await ok('trust', 'first', '--help');
    expect(shown).toContain('yinzhao-gateway trust first --root FILE');
    expect(shown).not.toContain('trust next');
    expect(await ok('help', 'trust', 'first')).toBe(shown);
    expect(await ok('help', 'trust')).toContain('yinzhao-gateway trust publish');
    expect(await ok('serve', '--help')).toContain('yinzhao-gateway serve');
  });

  it('says in both languages what a file is not', async () => {
    const { code, complained } = await tool('trust', 'show', write('README.md', '# Yinzhao\n'));
    expect(code).toBe(1);
    expect(complained).toMatch(/^TRUST_BUNDLE_MALFORMED: 信任名单结构不符 · .*README\.md: CBOR_/);
  });
});

describe('the program', () => {
  const run = (...words: readonly string[]): SpawnSyncReturns<string> => {
    const program = join(__dirname, '..', '..', 'bin', 'yinzhao-gateway.js');
    const env = { PATH: process.env.PATH };
    return spawnSync(process.execPath, [program, ...words], { encoding: 'utf8', env });
  };

  // fabric-common reads the words of a process that imports it, and answers --help and --version in its place.
  it.each([
    [['help'], '用法 · Usage:'],
    [['--help'], '用法 · Usage:'],
    [['trust', 'first', '--help'], 'trust first --root'],
  ])('answers %j itself', (words, text) => {
    const { status, stdout } = run(...words);
    expect([status, stdout]).toEqual([0, expect.stringContaining(text)]);
    expect(stdout).not.toContain('[boolean]');
  });

  it('says in both languages what keeps it from starting', () => {
    const { status, stderr } = run('serve');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^CONFIG_WRONG: 配置文件有误 · /)]);
  });
});
