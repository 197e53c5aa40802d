import { afterEach, beforeEach, expect, it } from '@jest/globals';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUTHORITY_TOOLS, buildTools, FABRIC_TOOLS } from '../src/build-binaries.js';
import type { Progress } from '../src/progress.js';
import { until } from './fixtures/until.js';

let folder: string;
let cache: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-build-'));
  cache = join(folder, 'cache');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface FakeGo {
  version?: string;
  compiler?: string;
  /** Shell lines that stand for `go build`; the output folder is in $target. */
  build?: string;
}

/** A `go` command that answers as told. */
function fakeGo({ version = 'go1.26.8', compiler = '/bin/sh', build = '' }: FakeGo): string {
  const file = join(folder, 'go');
  writeFileSync(
    file,
    `#!/bin/sh
if [ "$1" = env ]; then echo '{"GOVERSION":"${version}","CC":"${compiler}"}'; exit; fi
while [ $# -gt 0 ]; do [ "$1" = -o ] && target="$2"; shift; done
${build}
`,
  );
  chmodSync(file, 0o755);
  return file;
}

const PRETEND = 'for name in peer orderer; do echo "$CGO_ENABLED $CC" > "$target/$name"; done';
const silent = () => undefined;

it('without Go: one sentence that names Go and FABRIC_BIN', async () => {
  const error = await buildTools(FABRIC_TOOLS, cache, '/nonexistent/go', silent).catch(
    (e: unknown) => e,
  );
  expect(error).toMatchObject({ code: 'GO_MISSING' });
  const { message } = error as Error;
  expect(message).toMatch(/^没有找到 Go：.*Go 1\.24.*FABRIC_BIN.* · Go was not found.*FABRIC_BIN/);
  expect(message).not.toContain('\n');
});

it.each(['go1.23.9', 'go1.9', 'devel'])(
  '%s is too old, and the sentence says so',
  async (version) => {
    await expect(
      buildTools(FABRIC_TOOLS, cache, fakeGo({ version }), silent),
    ).rejects.toMatchObject({
      code: 'GO_MISSING',
      message: expect.stringContaining(version),
    });
  },
);

it('without a C compiler: one sentence, before anything is built', async () => {
  const { PATH } = process.env;
  process.env['PATH'] = join(folder, 'nothing');
  try {
    const go = fakeGo({ compiler: '/nonexistent/cc', build: 'touch "$target/built"' });
    await expect(buildTools(AUTHORITY_TOOLS, cache, go, silent)).rejects.toMatchObject({
      code: 'COMPILER_MISSING',
      message: expect.stringMatching(/^[^\n]*gcc[^\n]*fabric-ca-server[^\n]* · [^\n]*$/),
    });
    expect(readdirSync(cache)).toEqual([]);
  } finally {
    process.env['PATH'] = PATH;
  }
});

it('a build is kept under a name of its sources and its Go, and not repeated', async () => {
  const told: Progress[] = [];
  const built = await buildTools(FABRIC_TOOLS, cache, fakeGo({ build: PRETEND }), (each) =>
    told.push(each),
  );
  expect(built).toMatch(/cache\/fabric-2\.1\.1-[0-9a-f]{16}-go1\.26\.8$/);
  expect(readdirSync(built)).toEqual(['orderer', 'peer']);
  expect(readdirSync(cache)).toHaveLength(1);
  expect(told[0]).toMatchObject({
    chinese: expect.stringContaining('正在编译 fabric 2.1.1'),
  });

  const again = await buildTools(FABRIC_TOOLS, cache, fakeGo({ build: 'exit 1' }), silent);
  expect(again).toBe(built);
  // Go may go once it has done its work.
  await expect(buildTools(FABRIC_TOOLS, cache, '/nonexistent/go', silent)).resolves.toBe(built);
  const newer = fakeGo({ version: 'go1.27.0', build: PRETEND });
  await expect(buildTools(FABRIC_TOOLS, cache, newer, silent)).resolves.toMatch(/go1\.27\.0$/);
});

it('two processes that build at once build once', async () => {
  const go = fakeGo({ build: `echo x >> ${folder}/builds; sleep 0.3; ${PRETEND}` });
  const [first, second] = await Promise.all([
    buildTools(FABRIC_TOOLS, cache, go, silent),
    buildTools(FABRIC_TOOLS, cache, go, silent),
  ]);
  expect(first).toBe(second);
  expect(readdirSync(folder)).toContain('builds');
  expect(existsSync(`${first}.lock`)).toBe(false);
});

it('a failed build says what the compiler said, and leaves nothing', async () => {
  const go = fakeGo({ build: 'echo "main.go:1: no such thing" >&2; exit 1' });
  await expect(buildTools(FABRIC_TOOLS, cache, go, silent)).rejects.toMatchObject({
    code: 'BUILD_FAILED',
    message: expect.stringContaining('no such thing'),
  });
  expect(readdirSync(cache)).toEqual([]);
});

it('downloads and packages are counted', async () => {
  const told: Progress[] = [];
  const lines = 'echo "go: downloading a.b/c v1.0.0" >&2; echo "a.b/c" >&2; echo "a.b/c/d" >&2';
  await buildTools(FABRIC_TOOLS, cache, fakeGo({ build: `${lines}; ${PRETEND}` }), (each) =>
    told.push(each),
  );
  expect(told.at(-1)?.english).toContain('1 modules downloaded, 2 packages compiled');
});

it('a build that took place is a step with its time', async () => {
  const told: Progress[] = [];
  await buildTools(FABRIC_TOOLS, cache, fakeGo({ build: PRETEND }), (each) => told.push(each));
  expect(told.filter(({ milliseconds }) => milliseconds !== undefined)).toHaveLength(1);
  expect(told.at(-1)).toMatchObject({ english: expect.stringMatching(/^fabric 2\.1\.1 built/) });
});

it('an ended build leaves nothing, tells no more, and throws why', async () => {
  const told: Progress[] = [];
  const controller = new AbortController();
  const go = fakeGo({ build: `touch ${folder}/begun; exec sleep 60` });
  const building = buildTools(
    FABRIC_TOOLS,
    cache,
    go,
    (each) => told.push(each),
    controller.signal,
  );
  const outcome = building.catch((error: unknown) => error);
  await until(() => existsSync(join(folder, 'begun')));
  const count = told.length;
  const reason = new Error('enough');
  controller.abort(reason);
  expect(await outcome).toBe(reason);
  expect(told).toHaveLength(count);
  expect(readdirSync(cache)).toEqual([]);
});

it('what another build left half done is not taken for a build', async () => {
  const built = await buildTools(FABRIC_TOOLS, cache, fakeGo({ build: PRETEND }), silent);
  const unfinished = `${built}.building-abc`;
  rmSync(built, { recursive: true });
  mkdirSync(unfinished);
  await expect(buildTools(FABRIC_TOOLS, cache, '/nonexistent/go', silent)).rejects.toMatchObject({
    code: 'GO_MISSING',
  });
});
