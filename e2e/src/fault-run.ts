import { setTimeout as sleep } from 'node:timers/promises';
import {
  anchorBatch,
  composeBatch,
  GatewayError,
  ledgerOn,
  openFabricChannel,
  readGroup,
  readHead,
  type FabricChannel,
  type Ledger,
} from '@yinzhao/gateway';
import { LedgerError } from '@yinzhao/chaincode';
import type { Network } from '@yinzhao/network';
import type { SignedGroup } from '@yinzhao/verifier/format/group';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { sampleEntries, signGroup } from './groups.js';
import type { SampleBody } from './parties.js';

/** Where in the life of a transaction a process is killed. */
export const killPoints = [
  'before-endorsing',
  'before-ordering',
  'after-ordering',
  'any-time',
] as const;
export type KillPoint = (typeof killPoints)[number];

export interface Kill {
  readonly process: string;
  readonly point: KillPoint;
  /** For `any-time`: milliseconds after the batch was begun. */
  readonly delayMs?: number;
}

export interface FaultRun {
  /** First leaf index of each group that was reported as anchored, by group number. */
  readonly reported: ReadonlyMap<number, number>;
  /** How many processes were really killed. */
  readonly killed: number;
}

/** How long a killed process stays down. */
const downMs = 300;
const entriesPerGroup = 16;

interface Trigger {
  readonly arm: (kill: Kill) => void;
  readonly at: (point: KillPoint) => void;
  /** Resolves when what was killed is back. */
  readonly settled: () => Promise<void>;
  /** Throws where what was killed did not come back. */
  readonly check: () => void;
  readonly killed: () => number;
}

function createTrigger(network: Network): Trigger {
  let armed: Kill | null = null;
  let recovery: Promise<void> = Promise.resolve();
  let killed = 0;
  let failure: unknown = null;
  const fire = async (name: string): Promise<void> => {
    await network.kill(name, 'SIGKILL');
    killed++;
    await sleep(downMs);
    await network.start(name);
  };
  return {
    arm: (kill) => {
      armed = kill;
    },
    at: (point) => {
      if (armed?.point !== point) return;
      const { process } = armed;
      armed = null;
      recovery = fire(process);
      recovery.catch((error: unknown) => {
        failure = error;
      });
    },
    settled: () => recovery,
    check: () => {
      if (failure !== null) throw failure as Error;
    },
    killed: () => killed,
  };
}

/** The channel as it is, with the trigger pulled at its named points. */
function withTrigger(channel: FabricChannel, trigger: Trigger): FabricChannel {
  return {
    ...channel,
    propose: (chaincode, name, parameters) => {
      const writing = name === 'anchorBatch';
      if (writing) trigger.at('before-endorsing');
      const proposal = channel.propose(chaincode, name, parameters);
      return {
        ...proposal,
        envelope: (endorsers) => {
          trigger.at('before-ordering');
          return proposal.envelope(endorsers);
        },
      };
    },
    broadcast: async (orderer, envelope, timeoutMs) => {
      const answer = await channel.broadcast(orderer, envelope, timeoutMs);
      trigger.at('after-ordering');
      return answer;
    },
  };
}

/**
 * Anchors one group per kill, and goes on with a group until it is reported as anchored, as a gateway does. Processes
 * are killed by SIGKILL and started again a moment later.
 * @param onKill - told when a group is anchored and what was killed is back
 */
export async function anchorUnderKills(
  network: Network,
  body: SampleBody,
  kills: readonly Kill[],
  engine: Engine,
  onKill: (killed: number, process: string) => void = () => undefined,
): Promise<FaultRun> {
  const { channel: name, chaincode } = network.topology;
  const identity = network.identities('approval').gateway;
  if (identity === undefined) throw new Error('the sample has a gateway');
  const trigger = createTrigger(network);
  const channel = await openFabricChannel(network.profile('approval'), identity, name);
  const ledger = await ledgerOn(withTrigger(channel, trigger), {
    chaincode: chaincode.name,
    endorsements: chaincode.endorsements,
    timeouts: { endorseMs: 3000, resendMs: 700, sends: 10 },
  });
  const reported = new Map<number, number>();
  try {
    for (const [i, kill] of kills.entries()) {
      const number = i + 1;
      const entries = sampleEntries(entriesPerGroup, `kill ${number}`, engine);
      const group = signGroup(body, number, { entries });
      trigger.arm(kill);
      const later = sleep(kill.delayMs ?? 0).then(() => {
        trigger.at('any-time');
      });
      const first = await anchorUntilReported(ledger, body, number, group, trigger.check, engine);
      reported.set(number, first);
      await later;
      await trigger.settled();
      onKill(trigger.killed(), kill.process);
    }
  } finally {
    ledger.close();
  }
  return { reported, killed: trigger.killed() };
}

const mostAttempts = 60;

async function anchorUntilReported(
  ledger: Ledger,
  { log, digest }: SampleBody,
  number: number,
  group: SignedGroup,
  check: () => void,
  engine: Engine,
): Promise<number> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    check();
    try {
      const placed = await readGroup(ledger, log, digest, number);
      if (placed !== null) return placed.first;
      const batch = composeBatch(log, await readHead(ledger, log), [group], engine);
      const [place] = await anchorBatch(ledger, batch, engine);
      if (place !== undefined) return place.first;
    } catch (error) {
      if (!isPassing(error)) throw error;
      await sleep(200);
    }
  }
  throw new Error(`group ${number} was not anchored in ${mostAttempts} attempts`);
}

/** The network is not whole, or the head has moved on meanwhile. */
function isPassing(error: unknown): boolean {
  if (error instanceof LedgerError) return ['BATCH_OVERLAP', 'BATCH_GAP'].includes(error.code);
  const passing = ['LEDGER_UNAVAILABLE', 'LEDGER_DIVERGENT', 'LEDGER_TIMEOUT', 'LEDGER_CONFLICT'];
  return error instanceof GatewayError && passing.includes(error.code);
}
