import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toHex } from '@yinzhao/verifier/format/bytes';
import {
  encodeTrustBundle,
  encodeTrustBundleContent,
  trustBundleMessage,
} from '@yinzhao/verifier/format/trust-bundle';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import { connectSigner } from '../src/client.js';
import {
  decodeCertificatePem,
  decodePublicKeyPem,
  encodeCertificatePem,
  encodePublicKeyPem,
} from '../src/pem.js';
import { serveSigner, type SignerServer } from '../src/serve.js';
import type { OpenSigner } from '../src/signer.js';
import { runTool } from '../src/tool/command-line.js';
import { decodeSignatureFile, encodeSignatureFile } from '../src/tool/signature-file.js';
import { coded, engine, minute, newSigner, start, testFolder } from './bench-of-keys.js';

interface Member {
  readonly folder: string;
  readonly signer: OpenSigner;
  readonly server: SignerServer;
  readonly socket: string;
}

async function startMember(): Promise<Member> {
  const { folder, signer } = await newSigner();
  const socket = join(folder, 'run', 'socket');
  return {
    folder,
    signer,
    socket,
    server: await serveSigner(signer, socket, { report: () => undefined }),
  };
}

async function tool(
  socket: string | null,
  ...words: readonly string[]
): Promise<{ code: number; printed: string; complained: string }> {
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await runTool(words, {
    print: (text) => printed.push(text),
    complain: (text) => complained.push(text),
    version: '0.0.1',
    socket,
    connect: connectSigner,
    engine,
  });
  return { code, printed: printed.join('\n'), complained: complained.join('\n') };
}

let home: Member;
let authority: Member;
let files: string;
const at = (name: string): string => join(files, name);

beforeAll(async () => {
  home = await startMember();
  authority = await startMember();
  files = testFolder();
});

afterAll(async () => {
  for (const { server, signer } of [home, authority]) {
    await server.close();
    await signer.close();
  }
});

const ok = async (...words: readonly string[]): Promise<string> => {
  const { code, printed, complained } = await tool(home.socket, ...words);
  expect([code, complained]).toEqual([0, '']);
  return printed;
};
const period = ['--from', '2026-11-01', '--to', '2031-10-31'];
const root = ['--subject', 'CN=示例根,O=印照示例', '--from', '2026-01-01', '--to', '2045-12-31'];
const body = ['--subject', 'CN=示例部门,O=印照示例', ...period];

describe('keys by the command line', () => {
  it('makes a root and a key with a certificate under it', async () => {
    await ok('create-key', 'root', 'root');
    await ok('certificate', '--key', 'root', ...root, '--out', at('root.pem'));
    await ok('create-key', 'issuing', 'licences');
    const pem = await ok('certificate', '--key', 'licences', ...body);
    const der = decodeCertificatePem(Buffer.from(pem));
    const { notBefore, notAfter, publicKey } = readCertificate(der);
    expect(new Date(notBefore).toISOString()).toBe('2026-10-31T16:00:00.000Z');
    expect(new Date(notAfter).toISOString()).toBe('2031-10-31T15:59:59.000Z');
    const rootDer = decodeCertificatePem(readFileSync(at('root.pem')));
    const { tbs, signature } = readCertificate(der);
    expect(engine.verify(readCertificate(rootDer).publicKey, tbs, signature)).toBe(true);
    const listed = JSON.parse(await ok('keys', '--json')) as unknown[];
    expect(listed).toEqual([
      expect.objectContaining({ role: 'root', name: 'root', standing: 'in use' }),
      {
        role: 'issuing',
        name: 'licences',
        generation: 1,
        standing: 'in use',
        publicKey: toHex(engine.sm3(publicKey)),
        certificate: { digest: toHex(engine.sm3(der)), notAfter: '2031-10-31T15:59:59.000Z' },
      },
    ]);
    const shown = await ok('keys');
    expect(shown).toContain(toHex(engine.sm3(publicKey)));
    expect(shown).toContain('在用 in use');
    // Asked again, the key keeps what it has.
    expect(await ok('certificate', '--key', 'licences', ...body)).toBe(pem);
    expect(await ok('export', 'licences', '--certificate')).toBe(pem);
    await ok('export', 'licences', '--out', at('licences.pem'));
    expect(decodePublicKeyPem(readFileSync(at('licences.pem')))).toEqual(publicKey);
    // As others read it too.
    const read = createPublicKey(readFileSync(at('licences.pem')));
    expect(read.export({ format: 'der', type: 'spki' }).subarray(-65)).toEqual(
      Buffer.from(publicKey),
    );
  });

  it('takes a certificate from the root of another signer', async () => {
    await tool(authority.socket, 'create-key', 'root', 'authority');
    await tool(authority.socket, 'certificate', '--key', 'authority', ...root);
    await ok('create-key', 'issuing', 'permits');
    await ok('export', 'permits', '--out', at('permits.pem'));
    const issue = ['certificate', '--public-key', at('permits.pem'), ...body, '--out', at('c.pem')];
    expect(await tool(authority.socket, ...issue)).toMatchObject({ code: 0 });
    expect(await ok('attach', 'permits', at('c.pem'))).toContain('证书 certificate');
    const other = await tool(home.socket, 'attach', 'licences', at('c.pem'));
    expect([other.code, other.complained]).toEqual([1, expect.stringMatching(/^KEY_UNKNOWN: /)]);
  });

  it('ends exactly the generation that is named', async () => {
    await ok('create-key', 'issuing', 'permits');
    const early = await tool(home.socket, 'retire-key', 'permits', '--generation', '2');
    expect(early.complained).toMatch(/^KEY_UNKNOWN: /);
    expect(await ok('retire-key', 'permits', '--generation', '1')).toContain('已停用 retired');
    const again = await tool(home.socket, 'retire-key', 'permits', '--generation', '1');
    expect([again.code, again.complained]).toEqual([1, expect.stringMatching(/^KEY_RETIRED: /)]);
    const listed = JSON.parse(await ok('keys', '--json')) as { name: string; standing: string }[];
    const permits = listed.filter(({ name }) => name === 'permits');
    expect(permits.map(({ standing }) => standing)).toEqual(['retired', 'in use']);
    await ok('create-key', 'index', 'index');
    const secret = await tool(home.socket, 'export', 'index');
    expect(secret.complained).toMatch(/^KEY_ROLE_WRONG: /);
    const bare = await tool(home.socket, 'export', 'permits', '--certificate');
    expect(bare.complained).toMatch(/^KEY_CERTIFICATE_MISSING: /);
  });

  it.each([
    [['make'], 'no such command'],
    [['constructor'], 'no such command'],
    [[], 'no command'],
    [['kyes'], 'did you mean: keys\n用法见'],
    [['serve', 'x'], 'takes no words'],
    [['keys', '--jsn'], 'did you mean: --json'],
    [['keys', '--json=1'], '--json 不带值 · takes no value'],
    [['keys', '--socket', '--json'], '--socket 缺少值 · has no value'],
    [['keys', 'x'], 'operands'],
    [['keys', '--json', '--json'], 'given twice'],
    [['create-key', 'rot', 'root'], 'no such role'],
    [['retire-key', 'licences'], '--generation'],
    [['retire-key', 'licences', '--generation', '0'], '--generation'],
    [['certificate', ...root], '--key'],
    [['certificate', '--key', 'licences', ...period], '--subject'],
    [['certificate', '--key', 'licences', '--subject', 'CN=x', '--from', '2026-02-30'], '--from'],
    [['attach', 'licences', '/nowhere/at/all'], 'cannot be read'],
    [['audit', 'mend', '.'], 'no such command'],
    [['audit', 'verify', '.', '--known', '7'], 'LINE:SM3'],
  ])('refuses %j as misuse', async (words, text) => {
    const { code, complained } = await tool(home.socket, ...words);
    expect(code).toBe(3);
    expect(complained).toMatch(/^COMMAND_WRONG: /);
    expect(complained).toContain(text);
  });

  it('needs a signer, and writes nothing over', async () => {
    expect(await tool(null, 'keys')).toMatchObject({ code: 3 });
    const gone = await tool(at('no-socket'), 'keys');
    expect([gone.code, gone.complained]).toEqual([
      1,
      expect.stringMatching(/^SIGNER_UNAVAILABLE: 签名服务不可用或未在时限内应答 · /),
    ]);
    const over = await tool(home.socket, 'export', 'licences', '--out', at('licences.pem'));
    expect([over.code, over.complained]).toEqual([3, expect.stringContaining('exists already')]);
    const { code, printed } = await tool(null, 'help');
    expect([code, printed]).toEqual([0, expect.stringContaining('yinzhao-signer sign-trust')]);
  });

  it('says its version and what one command does', async () => {
    expect((await tool(null, '--version')).printed).toBe('0.0.1');
    const { code, printed } = await tool(null, 'help', 'attach');
    expect([code, printed]).toEqual([
      0,
      expect.stringContaining('yinzhao-signer attach NAME FILE'),
    ]);
    expect(printed).not.toContain('create-key');
    expect((await tool(null, 'attach', '--help')).printed).toBe(printed);
    expect((await tool(null, 'help', 'atach')).complained).toContain('did you mean: attach');
  });
});

describe('PEM', () => {
  it('reads one object and nothing beside it', async () => {
    const [key] = (await home.signer.describe()).filter(({ role }) => role === 'root');
    const pem = encodePublicKeyPem(key?.publicKey as Uint8Array);
    expect(decodePublicKeyPem(Buffer.from(pem.replaceAll('\n', '\r\n')))).toEqual(key?.publicKey);
    const certificate = encodeCertificatePem(key?.certificate as Uint8Array);
    expect(decodeCertificatePem(Buffer.from(certificate))).toEqual(key?.certificate);
    const bad = [
      certificate,
      `${pem}${pem}`,
      `x${pem}`,
      pem.replace('MF', 'M F'),
      pem.replace(/\n(.)/, '$1\n'),
      '',
    ];
    for (const text of bad) {
      const malformed = coded('PEM_MALFORMED');
      expect(() => decodePublicKeyPem(Buffer.from(text))).toThrow(malformed);
    }
  });
});

describe('sign-trust', () => {
  const payloadOf = async (version: number): Promise<Uint8Array> => {
    const keys = await home.signer.describe();
    return encodeTrustBundleContent({
      network: 'city',
      version,
      issued: start,
      expires: start + 60 * minute,
      roots: keys.flatMap(({ role, certificate }) =>
        role === 'root' && certificate ? [certificate] : [],
      ),
      authorities: [],
      issuers: [],
      logs: [],
      signers: {
        threshold: 1,
        keys: keys.filter(({ role }) => role === 'trust').map(({ publicKey }) => publicKey),
      },
      types: [
        {
          code: 'FOOD',
          name: { zh: '示例食品许可证', en: 'Sample food licence' },
          fields: [
            { name: 'operator', displayName: { zh: '经营者名称', en: 'Operator' } },
            ...(version > 1
              ? [{ name: 'premises', displayName: { zh: '经营场所', en: 'Premises' } }]
              : []),
          ],
        },
      ],
    });
  };

  it('shows what a payload says, and signs only under the digest that was compared', async () => {
    await ok('create-key', 'trust', 'trust');
    const payload = await payloadOf(1);
    writeFileSync(at('1.payload'), payload);
    const digest = toHex(engine.sm3(payload));
    const shown = await ok('sign-trust', at('1.payload'));
    expect(shown).toContain('版本 version 1');
    expect(shown).toContain('证照类型 licence type FOOD 示例食品许可证 · Sample food licence');
    expect(shown).toContain('字段 field FOOD 0 operator 经营者名称 · Operator');
    expect(shown).toContain('CN=示例根');
    expect(shown).toContain(digest);
    expect(shown).toContain('not signed');
    const out = ['--out', at('1.signature')];
    const other = await tool(home.socket, 'sign-trust', at('1.payload'), '--digest', 'ab', ...out);
    expect([other.code, existsSync(at('1.signature'))]).toEqual([3, false]);
    const nowhere = await tool(home.socket, 'sign-trust', at('1.payload'), '--digest', digest);
    expect(nowhere.code).toBe(3);
    await ok('sign-trust', at('1.payload'), '--digest', digest, ...out);
    const { payload: named, signatures } = decodeSignatureFile(readFileSync(at('1.signature')));
    expect(toHex(named)).toBe(digest);
    const [{ keyId, signature }] = signatures as [(typeof signatures)[number]];
    const [key] = (await home.signer.describe()).filter(({ role }) => role === 'trust');
    expect(
      engine.verify(key?.publicKey as Uint8Array, trustBundleMessage(payload, keyId), signature),
    ).toBe(true);
    writeFileSync(at('1.bundle'), encodeTrustBundle(payload, signatures));
  });

  it('shows what changes after the bundle before', async () => {
    writeFileSync(at('2.payload'), await payloadOf(2));
    const shown = await ok('sign-trust', at('2.payload'), '--before', at('1.bundle'));
    const changes = shown.split('\n').filter((line) => /^[+-]/.test(line));
    expect(changes).toEqual([
      '- 版本 version 1',
      '+ 版本 version 2',
      '+ 字段 field FOOD 1 premises 经营场所 · Premises',
    ]);
  });

  it('signs nothing that is no payload', async () => {
    const { code, complained } = await tool(home.socket, 'sign-trust', at('1.bundle'));
    expect([code, complained]).toEqual([1, expect.stringMatching(/^TRUST_BUNDLE_MALFORMED: /)]);
  });

  it('reads a file of signatures exactly as it writes it', () => {
    const file = decodeSignatureFile(readFileSync(at('1.signature')));
    const text = encodeSignatureFile(file);
    expect(text).toBe(readFileSync(at('1.signature'), 'utf8'));
    const bad = [
      '{}',
      'null',
      text.replace('"payload"', '"Payload"'),
      text.replace('{', '{ "more": 1,'),
      text.replace(/[0-9a-f]{64}/, 'A'.repeat(64)),
      text.trimEnd(),
    ];
    for (const one of bad) {
      const malformed = coded('SIGNATURE_FILE_MALFORMED');
      expect(() => decodeSignatureFile(Buffer.from(one))).toThrow(malformed);
    }
  });
});

describe('audit verify', () => {
  it('says how far the chain goes, and finds the line that was known', async () => {
    const first = await tool(null, 'audit', 'verify', home.folder);
    expect([first.code, first.printed]).toEqual([0, expect.stringContaining('完整 ok')]);
    const [known = ''] = /[0-9]+:[0-9a-f]{64}/.exec(first.printed) ?? [];
    await home.signer.createKey({ role: 'issuing', name: 'licences' });
    const next = await tool(null, 'audit', 'verify', home.folder, '--known', known);
    expect([next.code, next.printed === first.printed]).toEqual([0, false]);
    const line = known.replace(/^[0-9]+/, (number) => String(Number(number) - 1));
    const other = await tool(null, 'audit', 'verify', home.folder, '--known', line);
    expect([other.code, other.complained]).toEqual([1, expect.stringMatching(/^AUDIT_BROKEN: /)]);
  });
});
