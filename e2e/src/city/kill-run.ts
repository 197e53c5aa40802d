import { setTimeout as sleep } from 'node:timers/promises';
import type { City } from './city.js';
import type { CityClient, ShownLicence } from './client.js';
import { sampleLicence } from './sample-licences.js';

export interface CityKill {
  readonly process: string;
  /** Milliseconds after the last one came back. */
  readonly delayMs: number;
}

export interface CityFaults {
  /** Every licence that was acknowledged, as it was shown when all of them had a receipt. */
  readonly licences: readonly ShownLicence[];
  readonly killed: number;
}

/** How long a killed process stays down. */
const downMs = 300;
const departments = 4;
const pauseMs = 20;
const retryMs = 100;
const receiptMs = 60_000;

/**
 * Issues licences without a break while processes are killed by SIGKILL, one after another. A request that was not
 * acknowledged is sent again under the same key, as a department would.
 * @param onKill - told when a killed process is back
 */
export async function issueUnderKills(
  city: Pick<City, 'kill' | 'start'>,
  client: CityClient,
  kills: readonly CityKill[],
  name: string,
  onKill: (killed: number, process: string) => void = () => undefined,
): Promise<CityFaults> {
  const acknowledged: string[] = [];
  let next = 0;
  let over = false;
  const department = async (): Promise<void> => {
    while (!over) {
      const index = next++;
      acknowledged.push(await issueAtLast(client, index, `${name}-${index}`));
      await sleep(pauseMs);
    }
  };
  const working = Promise.all(Array.from({ length: departments }, department));
  let killed = 0;
  for (const { process, delayMs } of kills) {
    await sleep(delayMs);
    await city.kill(process);
    killed++;
    await sleep(downMs);
    await city.start(process);
    onKill(killed, process);
  }
  over = true;
  await working;
  const licences: ShownLicence[] = [];
  for (const identifier of acknowledged) {
    licences.push(await client.waitUntil(identifier, ['receipted'], receiptMs));
  }
  return { licences, killed };
}

const mostAttempts = 600;

/** Until it is acknowledged. Whatever went wrong meanwhile, the key stands for one licence. */
async function issueAtLast(client: CityClient, index: number, key: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await client.issue(sampleLicence(index, '2026-01-05'), key)).identifier;
    } catch (error) {
      if (attempt >= mostAttempts) throw error;
      await sleep(retryMs);
    }
  }
}
