import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openNetwork } from '@yinzhao/network';
import { feed } from './feed.js';
import { cityFolders } from './folders.js';
import { gatewayUrl } from './gateways.js';
import { homeClient } from './home-client.js';
import { isGateway } from './require-free.js';

const FAILURE = 1;
const MISUSE = 2;
const usage = `用法 · Usage: npm run sample -- [--count N] [--folder F]    （需要 npm start 正在运行 · while npm start runs）`;
const day = 86_400_000;
/** The whole stream has to be witnessed within this time after its end. */
const receiptMs = 120_000;

/** Feeds a stream of invented licences to a running sample city. @returns the exit code */
export async function runSample(words: readonly string[]): Promise<number> {
  let count: number;
  let folder: string;
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        count: { type: 'string', default: '10000' },
        folder: { type: 'string', default: '.yinzhao' },
      },
    });
    ({ folder } = values);
    count = Number(values.count);
  } catch {
    count = NaN;
    folder = '';
  }
  if (!Number.isSafeInteger(count) || count < 1) {
    console.error(usage);
    return MISUSE;
  }
  try {
    await feedSample(resolve(folder), count);
    return 0;
  } catch (error) {
    if (error instanceof NotRunning) {
      console.error(error.message);
      return FAILURE;
    }
    const { message, cause } = error as Error;
    console.error([message, cause instanceof Error ? cause.message : ''].join(' '));
    console.error(usage);
    return FAILURE;
  }
}

class NotRunning extends Error {
  override readonly name = 'NotRunning';
}

function notRunning(folder: string): NotRunning {
  return new NotRunning(
    `${folder} 的示例城市没有运行：请先运行 npm start · the sample city of ${folder} does not run: run npm start first`,
  );
}

async function feedSample(folder: string, count: number): Promise<void> {
  const folders = cityFolders(folder);
  if (!existsSync(folders.apiKey)) throw notRunning(folder);
  const { topology } = openNetwork(folders.network);
  const url = gatewayUrl(topology, topology.organisations[0]?.name ?? '');
  if (!(await isGateway(url))) throw notRunning(folder);
  const client = homeClient(url, folders);
  const now = Date.now();
  const date = new Date(now - day).toISOString().slice(0, 10);
  // Each run feeds other licences.
  const first = Math.floor(now / 1000) % 9_000_000;
  const begun = performance.now();
  const { issued, refused, rate, last } = await feed(client, { first, count, date }, (now) => {
    console.log(`已签发 issued  ${now.issued}/${count}  ${now.rate.toFixed(0)}/s`);
  });
  console.log(`已签发 issued  ${issued}，拒绝 refused  ${refused}  ${rate.toFixed(0)}/s`);
  if (last === null) return;
  await client.waitUntil(last, ['receipted'], receiptMs);
  const seconds = (performance.now() - begun) / 1000;
  const whole = (issued / seconds).toFixed(0);
  console.log(`全部取得回执 all have receipts  ${seconds.toFixed(1)} s  ${whole}/s`);
}
