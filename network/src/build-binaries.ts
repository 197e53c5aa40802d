import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from './child-environment.js';
import { NetworkError } from './errors.js';
import { withLock } from './lock.js';
import { isCommand } from './program.js';
import type { Report } from './progress.js';

const TOOLS = join(dirname(fileURLToPath(import.meta.url)), '..', 'tools');
/** What the pinned modules say in their `go` line. */
const GO_MAJOR = 1;
const GO_MINOR = 24;
/** Follows the name of a folder whose build has not ended. */
const UNFINISHED = '.building-';

/** One pinned Go module of tools. */
export interface ToolModule {
  name: string;
  version: string;
  folder: string;
  programs: string[];
  cgo: boolean;
  /** Variable that holds the version in the programs. */
  versionVariable: string;
}

export const FABRIC_TOOLS: ToolModule = {
  name: 'fabric',
  version: '2.1.1',
  folder: join(TOOLS, 'fabric'),
  programs: ['peer', 'orderer', 'configtxgen', 'configtxlator'],
  cgo: false,
  versionVariable: 'github.com/hyperledger/fabric/common/metadata.Version',
};

export const AUTHORITY_TOOLS: ToolModule = {
  name: 'fabric-ca',
  version: '1.5.15',
  folder: join(TOOLS, 'fabric-ca'),
  programs: ['fabric-ca-server'],
  // SQLite is C. Built without, the server starts, listens, and has no database.
  cgo: true,
  // Without a version the server refuses to open its own database again.
  versionVariable: 'github.com/hyperledger/fabric-ca/lib/metadata.Version',
};

interface GoEnvironment {
  GOVERSION: string;
  CC: string;
}

/**
 * Builds a module's programs, unless the cache has them: they are named by what they are built from.
 * @param go - the `go` command
 * @param signal - ends the build, and with it the `go` command; its reason is thrown
 * @returns the folder that holds them
 * @throws NetworkError `GO_MISSING`, `COMPILER_MISSING`, `BUILD_FAILED`
 */
export async function buildTools(
  module: ToolModule,
  cache: string,
  go: string,
  report: Report,
  signal?: AbortSignal,
): Promise<string> {
  const environment = await goEnvironment(module, go);
  if (typeof environment === 'string') return builtBefore(module, cache) ?? goMissing(environment);
  const folder = join(cache, `${sourceName(module)}-${environment.GOVERSION}`);
  const waiting = () => {
    report({
      chinese: `另一个进程正在编译 ${module.name}，等待中`,
      english: `another process builds ${module.name}; waiting`,
    });
  };
  if (existsSync(folder)) return folder;
  const make = async (): Promise<void> => {
    if (existsSync(folder)) return;
    removeUnfinished(folder);
    const compiler = module.cgo ? findCompiler(environment.CC) : null;
    // Built aside and renamed whole: the folder's name promises that everything is in it.
    const unfinished = mkdtempSync(`${folder}${UNFINISHED}`);
    try {
      await build(module, unfinished, go, compiler, report, signal);
      renameSync(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  };
  await withLock(`${folder}.lock`, waiting, make, signal);
  return folder;
}

/** What a killed build has left: nobody builds there while one holds the lock. */
function removeUnfinished(folder: string): void {
  const start = `${basename(folder)}${UNFINISHED}`;
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(start)) rmSync(join(dirname(folder), name), { recursive: true });
  }
}

/** Names the exact sources: `fabric-2.1.1-<hash of go.mod and go.sum>`. */
function sourceName({ name, version, folder }: ToolModule): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(folder, file)));
  return `${name}-${version}-${hash.digest('hex').slice(0, 16)}`;
}

/** A build by whatever Go, for a machine from which Go has gone since. */
function builtBefore(module: ToolModule, cache: string): string | null {
  const start = `${sourceName(module)}-go`;
  const names = existsSync(cache) ? readdirSync(cache) : [];
  const name = names.find(
    (candidate) => candidate.startsWith(start) && !/\.(building-|lock)/.test(candidate),
  );
  return name === undefined ? null : join(cache, name);
}

/** @returns a string, the version or nothing, where there is no Go that can build this */
function goEnvironment({ folder }: ToolModule, go: string): Promise<GoEnvironment | string> {
  return new Promise((resolve) => {
    // Inside the module, where a Go that fetches newer toolchains by itself would do so.
    execFile(go, ['env', '-json', 'GOVERSION', 'CC'], { cwd: folder }, (error, stdout) => {
      const found = error === null ? (JSON.parse(stdout) as GoEnvironment) : null;
      resolve(found !== null && isRecent(found.GOVERSION) ? found : (found?.GOVERSION ?? ''));
    });
  });
}

function isRecent(version: string): boolean {
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > GO_MAJOR || (Number(major) === GO_MAJOR && Number(minor) >= GO_MINOR);
}

/** @throws NetworkError `COMPILER_MISSING` */
function findCompiler(configured: string): string {
  const { PATH = '' } = childEnvironment();
  const candidates = [configured, 'gcc', 'cc', 'clang'];
  const found = candidates.find((candidate) => isCommand(candidate.split(' ')[0] ?? '', PATH));
  if (found !== undefined) return found;
  throw new NetworkError(
    'COMPILER_MISSING',
    `编译 fabric-ca-server 需要 C 编译器（${configured}、gcc 或 clang）：请安装 gcc，或把 fabric-ca-server 放入 FABRIC_BIN 目录`,
    `building fabric-ca-server needs a C compiler (${configured}, gcc or clang): install gcc, or put fabric-ca-server into the FABRIC_BIN folder`,
  );
}

function build(
  module: ToolModule,
  target: string,
  go: string,
  compiler: string | null,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  const version = `-X ${module.versionVariable}=${module.version}`;
  const options = ['-mod=readonly', '-buildvcs=false', '-trimpath', '-ldflags', `-s -w ${version}`];
  // Go needs the user's own settings: proxies, caches, certificates.
  const environment = { ...process.env, CGO_ENABLED: compiler === null ? '0' : '1' };
  const child = spawn(go, ['build', '-v', ...options, '-o', `${target}/`, 'tool'], {
    cwd: module.folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: compiler === null ? environment : { ...environment, CC: compiler },
  });
  const watch = watchBuild(module, report);
  child.stderr.setEncoding('utf8').on('data', watch.output);
  const end = (): void => {
    watch.quit();
    child.kill();
  };
  if (signal?.aborted === true) end();
  signal?.addEventListener('abort', end, { once: true });
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      reject(buildFailed(module, cause.message));
    });
    child.once('close', (code) => {
      signal?.removeEventListener('abort', end);
      const words = watch.quit();
      if (signal?.aborted === true) reject(signal.reason as Error);
      else if (code === 0) {
        watch.tellWhole();
        resolve();
      } else reject(buildFailed(module, words));
    });
  });
}

/** Turns the lines of `go build -v` into progress, and keeps those that tell of errors. */
function watchBuild({ name, version }: ToolModule, report: Report) {
  const begun = performance.now();
  let downloads = 0;
  let packages = 0;
  const words: string[] = [];
  const tell = () => {
    const seconds = Math.round((performance.now() - begun) / 1000);
    report({
      chinese: `正在编译 ${name} ${version}（仅首次）：已下载 ${downloads} 个模块，已编译 ${packages} 个包，用时 ${seconds} 秒`,
      english: `building ${name} ${version} (first time only): ${downloads} modules downloaded, ${packages} packages compiled, ${seconds} s`,
    });
  };
  tell();
  const timer = setInterval(tell, 5_000);
  let rest = '';
  return {
    output: (chunk: string): void => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('go: downloading ')) downloads += 1;
        else if (/^[\w./~-]+$/.test(line)) packages += 1;
        else words.push(line);
      }
    },
    /** A step like any other: the times of all steps are the time of the start. */
    tellWhole: (): void => {
      report({
        chinese: `编译 ${name} ${version}（仅首次）：已下载 ${downloads} 个模块，已编译 ${packages} 个包`,
        english: `${name} ${version} built (first time only): ${downloads} modules downloaded, ${packages} packages compiled`,
        milliseconds: performance.now() - begun,
      });
    },
    /** Tells no more. @returns what was said besides progress, its end */
    quit: (): string => {
      clearInterval(timer);
      return [...words, rest].slice(-8).join('\n').trim();
    },
  };
}

function goMissing(found: string): never {
  const wanted = `Go ${GO_MAJOR}.${GO_MINOR}`;
  throw new NetworkError(
    'GO_MISSING',
    `${found === '' ? '没有找到 Go' : `Go 版本过旧（${found}）`}：请安装 ${wanted} 或更高版本（https://go.dev/dl），或将 FABRIC_BIN 设为 Fabric 发布包的 bin 目录`,
    `${found === '' ? 'Go was not found' : `${found} is too old`}: install ${wanted} or newer (https://go.dev/dl), or set FABRIC_BIN to the bin folder of a Fabric release`,
  );
}

function buildFailed({ name, version }: ToolModule, words: string): NetworkError {
  return new NetworkError(
    'BUILD_FAILED',
    `编译 ${name} ${version} 失败`,
    `building ${name} ${version} failed:\n${words}`,
  );
}
