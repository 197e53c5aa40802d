import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { NetworkError, openNetwork, sampleTopology } from '@yinzhao/network';
import { usualBinaries } from './binaries.js';
import { ChildFailed } from './child.js';
import { startCity, type City } from './city.js';
import { firstLicence, verifyFresh } from './first-licence.js';
import { homeClient } from './home-client.js';
import { CityRuns } from './require-free.js';
import { findIsolation, type Isolation } from './offline.js';
import { shellWord } from './shell-word.js';
import { terminalAddress } from './terminal-address.js';
import { onStarterGone } from './starter-gone.js';
import { collectTimings, printProgress, type Timings } from './print.js';

const FAILURE = 1;
const MISUSE = 2;

const usage = `用法 · Usage: npm start -- [--once] [--folder F] [--base-port P]

  --once        验证后结束 · end after the verdict; the last line is JSON
  --folder      数据目录，默认 .yinzhao · where everything lies
  --base-port   端口段起点 · first of 200 ports`;

const isolations: Readonly<Record<Isolation, string>> = {
  'unshare -rn': '独立网络命名空间 · in a network namespace of its own (unshare -rn)',
  'unshare -n': '独立网络命名空间 · in a network namespace of its own (unshare -n)',
  modules: '网络模块均替换为报错 · its network modules are replaced by ones that throw',
};

interface Request {
  readonly once: boolean;
  readonly folder: string;
  readonly basePort: number | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** Aborted when it is to end. */
  readonly stopping: AbortSignal;
}

/** @returns the exit code: 0, 1 for a failure or, with `--once`, another outcome than `valid`, 2 for wrong use */
export async function runStart(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const stopping = abortOnSignals(environment);
  let request: Request;
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        once: { type: 'boolean', default: false },
        folder: { type: 'string', default: '.yinzhao' },
        'base-port': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      console.log(usage);
      return 0;
    }
    const { once, 'base-port': port } = values;
    const basePort = port === undefined ? undefined : Number(port);
    if (basePort !== undefined && !Number.isInteger(basePort)) throw new TypeError('no port');
    request = { once, folder: resolve(values.folder), basePort, environment, stopping };
  } catch {
    console.error(usage);
    return MISUSE;
  }
  try {
    return await start(request);
  } catch (error) {
    if (!stopping.aborted) console.error(isExpected(error) ? sentenceOf(error) : error);
    return FAILURE;
  }
}

/** For another topology the network's sentence says `reset`: here it is a command of its own, and --folder comes first. */
function sentenceOf(error: Error): string {
  if (!(error instanceof NetworkError) || error.code !== 'TOPOLOGY_CHANGED') return error.message;
  return `${error.message}\n不带 --base-port 即用原来的端口；换端口另建一个城市：npm start -- --folder F --base-port P；删除原有数据：删除整个目录 · without --base-port its own ports are used; for another city: npm start -- --folder F --base-port P; to begin anew, delete the folder`;
}

/** What has a sentence for people needs no stack. */
function isExpected(error: unknown): error is Error {
  return error instanceof NetworkError || error instanceof CityRuns || error instanceof ChildFailed;
}

function abortOnSignals({ npm_lifecycle_event }: NodeJS.ProcessEnv): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) return;
    controller.abort();
    // Whoever has closed the terminal hears no more.
    process.stdout.on('error', () => undefined);
    process.stderr.on('error', () => undefined);
    console.log('正在停止 · stopping');
  };
  if (npm_lifecycle_event !== undefined) onStarterGone(stop);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // A second one does not wait.
      if (controller.signal.aborted) {
        console.error(
          '未等全部停止；余下的：npm run network -- down · not all has been stopped; for the rest: npm run network -- down',
        );
        process.exit(FAILURE);
      }
      stop();
    });
  }
  return controller.signal;
}

async function start(request: Request): Promise<number> {
  const { once, folder, environment, stopping } = request;
  const begun = performance.now();
  const report = printProgress;
  const timings = collectTimings(report, stopping);
  const topology = sampleTopology(basePortOf(request));
  const binaries = usualBinaries(environment);
  const options = { topology, folder, binaries, report, signal: stopping };
  const city = await timings.step('city', '示例城市就绪', 'the sample city is up', () =>
    startCity(options),
  );
  try {
    const outcome = await showLicence(city, timings);
    const total = Math.round(performance.now() - begun);
    report({ chinese: '全部步骤', english: 'all steps', milliseconds: total });
    const rss_mb = megabytes(city.memory());
    if (!once) {
      printAddresses(city, rss_mb);
      await untilAborted(stopping);
    }
    await city.stop();
    const summary = { outcome, timings: { ...timings.all(), total }, rss_mb };
    if (once) console.log(JSON.stringify(summary));
    return outcome === 'valid' || !once ? 0 : FAILURE;
  } catch (error) {
    await city.stop();
    throw error;
  }
}

/** The ports of the folder's network, where it has one. */
function basePortOf({ folder, basePort }: Request): { readonly basePort?: number } {
  if (basePort !== undefined) return { basePort };
  const network = join(folder, 'network');
  if (!existsSync(join(network, 'network.json'))) return {};
  return { basePort: openNetwork(network).topology.basePort };
}

/** What is read of the verifier's answer. */
interface Verdict {
  readonly outcome: string;
  /** The texts stand beside a code only. */
  readonly checks: readonly {
    readonly code: string | null;
    readonly zh: string;
    readonly en: string;
  }[];
}

async function showLicence(city: City, timings: Timings): Promise<string> {
  const home = city.orgs.find(({ name }) => name === city.body.org);
  const client = homeClient(home?.url ?? '', city.folders);
  const identifier = await firstLicence(client, timings);
  const isolation = findIsolation();
  const { files, stdout, stderr } = await timings.step(
    'verify',
    '由无网络的进程验证',
    'verified by a process without network',
    () => verifyFresh(city, client, identifier, isolation),
  );
  const here = (file: string): string => shellWord(fromHere(file));
  const { licence, sync, policy } = files;
  console.log(`  ${isolations[isolation]}`);
  console.log(
    `  npx yinzhao verify ${here(licence)} --sync ${here(sync)} --policy ${here(policy)}`,
  );
  const { outcome, checks = [] } = JSON.parse(stdout || '{}') as Partial<Verdict>;
  if (outcome === undefined) throw new Error(stderr);
  console.log(`  结论 outcome: ${outcome}`);
  for (const { code, zh, en } of checks) {
    if (code !== null) console.log(`  原因 cause: ${code} ${zh} · ${en}`);
  }
  return outcome;
}

/** As it is typed from here; what lies elsewhere by its whole path. */
function fromHere(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}

function megabytes(memory: Readonly<Record<string, number>>): number {
  const own = process.memoryUsage.rss();
  return Math.round(Object.values(memory).reduce((sum, bytes) => sum + bytes, own) / 1e6);
}

function printAddresses(city: City, rss_mb: number): void {
  const { network, orgs, folders } = city;
  console.log('');
  for (const { name, url } of orgs) {
    const title = network.topology.organisations.find((one) => one.name === name)?.title;
    console.log(`${title?.chinese ?? ''} ${title?.english ?? ''}  ${url}`);
  }
  console.log(`核验终端 terminal  ${terminalAddress(city)}`);
  console.log(`接口密钥 API key  ${fromHere(folders.apiKey)}`);
  console.log(`内存 memory of all processes  ${rss_mb} MB`);
  console.log('按 Ctrl-C 停止全部 · Ctrl-C ends everything that was started');
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Nothing else may keep this process from ending.
    const alive = setInterval(() => undefined, 60_000);
    const done = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}
