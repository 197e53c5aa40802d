import { resolve } from 'node:path';
import {
  settleAll,
  startNetwork,
  type BinaryChoice,
  type Network,
  type Report,
  type Topology,
} from '@yinzhao/network';
import { logNameOf } from '@yinzhao/verifier/format/name';
import { nodeEngine } from '@yinzhao/verifier/node';
import { connect } from '../connect.js';
import type { Child } from './child.js';
import { cityFolders, type CityFolders } from './folders.js';
import { ensureBody, ensureConsortium, ensureTrustRecord } from './found.js';
import { startGateway, gatewayUrl } from './gateways.js';
import { ensureBodyKeys, ensureMemberKeys, type BodyKeys, type MemberKeys } from './keys.js';
import { sampleBody, type SampleBody } from './sample-body.js';
import { requireFree } from './require-free.js';
import { startSigner, withSigner } from './signers.js';
import { ensureTrust, sampleTrust, type FirstTrust } from './trust.js';

/** Second part of every name. */
export const cityName = 'city';
/** Trust keys that sign the first bundle, of all the members' keys. */
const trustSignatures = 2;

export interface CityOptions {
  readonly topology: Topology;
  /** Everything the city writes is in it. */
  readonly folder: string;
  readonly binaries: BinaryChoice;
  /** Told of each step and how long it took. */
  readonly report?: Report;
  /** Ends the start: what it has begun is stopped, and the signal's reason is thrown. */
  readonly signal?: AbortSignal;
}

export interface CityOrg {
  readonly name: string;
  readonly url: string;
  /** Of its signer. */
  readonly socket: string;
}

/** A network, and a signer and a gateway for each of its organisations, which end with this process. */
export interface City {
  readonly folders: CityFolders;
  readonly network: Network;
  readonly orgs: readonly CityOrg[];
  readonly members: readonly MemberKeys[];
  /** The one department of the sample; it is a tenant of the first organisation. */
  readonly body: SampleBody & BodyKeys;
  readonly trust: FirstTrust;
  /** Resident bytes per running process. */
  readonly memory: () => Record<string, number>;
  /** Process numbers by name. */
  readonly pids: () => Promise<ReadonlyMap<string, number>>;
  /** `signer-<org>`, `gateway-<org>` or a process of the network; SIGKILL unless another is named. */
  readonly kill: (name: string, signal?: NodeJS.Signals) => Promise<void>;
  /** @param environment - of a gateway, besides its own */
  readonly start: (name: string, environment?: Readonly<Record<string, string>>) => Promise<void>;
  /** Ends everything that was started, network included; what it has written stays. */
  readonly stop: () => Promise<void>;
}

/**
 * Brings a city up, or completes what is missing of it: a second start finds keys, records and bundle and makes none
 * anew. A start that fails ends what it has begun; what ran before goes on.
 */
export async function startCity(options: CityOptions): Promise<City> {
  const { topology, binaries, report = () => undefined, signal } = options;
  const folders = cityFolders(resolve(options.folder));
  await requireFree(folders, topology);
  const started = startedProcesses();
  let network: Network | null = null;
  try {
    const opened = await startNetwork(topology, folders.network, { binaries, report, signal });
    network = opened;
    const stop = async (): Promise<void> => {
      await started.stop();
      await opened.stop();
      report({ chinese: '已全部停止', english: 'everything has been stopped' });
    };
    return await populate({ folders, network, started, stop, report, signal });
  } catch (error) {
    await started.stop();
    await network?.stopStarted();
    report({
      chinese: '本次启动的进程已全部停止',
      english: 'everything that this start began has been stopped',
    });
    throw error;
  }
}

interface Site {
  readonly folders: CityFolders;
  readonly network: Network;
  readonly started: StartedProcesses;
  readonly stop: () => Promise<void>;
  readonly report: Report;
  readonly signal: AbortSignal | undefined;
}

async function populate(site: Site): Promise<City> {
  const { folders, network, started, stop, report, signal } = site;
  const { organisations } = network.topology;
  const step = async <T>(chinese: string, english: string, deed: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    const begun = performance.now();
    const result = await deed();
    report({ chinese, english, milliseconds: performance.now() - begun });
    return result;
  };
  const [home] = organisations as [(typeof organisations)[number]];
  const sample = sampleBody(home.name, logNameOf(cityName, home.name));
  const gatewaySite = { folders, network, name: cityName, body: sample };
  const startNamed: City['start'] = async (name, environment) => {
    const [kind, org = ''] = name.split('-');
    if (kind === 'signer') started.add(name, await startSigner(org, folders.org(org)));
    else if (kind === 'gateway')
      started.add(name, await startGateway(org, gatewaySite, environment));
    else await network.start(name);
  };
  const startAll = (kind: string): Promise<unknown> =>
    settleAll(organisations.map(({ name }) => startNamed(`${kind}-${name}`)));
  await step('启动各机构签名服务', 'signers', () => startAll('signer'));
  const { members, body } = await step('生成 SM2 密钥与根证书', 'SM2 keys, root certificate', () =>
    ensureKeys(folders, network, sample),
  );
  const trust = await step(
    '签署信任名单，登记成员与签发主体',
    'trust bundle, members and body admitted',
    () => found(folders, network, members, body),
  );
  await step('启动各机构网关', 'gateways, each a witness of the others', () => startAll('gateway'));
  signal?.throwIfAborted();
  return {
    folders,
    network,
    orgs: organisations.map(({ name }) => ({
      name,
      url: gatewayUrl(network.topology, name),
      socket: folders.org(name).socket,
    })),
    members,
    body,
    trust,
    memory: () => ({ ...network.memory(), ...started.memory() }),
    pids: async () => {
      const known = (await network.status()).map(({ name, pid }) => [name, pid] as const);
      const running = known.filter((one): one is [string, number] => one[1] !== null);
      return new Map([...running, ...started.pids()]);
    },
    kill: async (name, signal = 'SIGKILL') => {
      if (!(await started.kill(name, signal))) await network.kill(name, signal);
    },
    start: startNamed,
    stop,
  };
}

async function ensureKeys(
  folders: CityFolders,
  { topology }: Network,
  body: SampleBody,
): Promise<{ members: MemberKeys[]; body: SampleBody & BodyKeys }> {
  const members = await Promise.all(
    topology.organisations.map((one) =>
      withSigner(folders.org(one.name), (signer) => ensureMemberKeys(signer, cityName, one)),
    ),
  );
  const subject = `CN=${body.name},O=印照示例`;
  const keys = await withSigner(folders.org(body.org), (signer) =>
    ensureBodyKeys(signer, 'licences', subject, Date.now()),
  );
  return { members, body: { ...body, ...keys } };
}

/** What the registrars decide on the ledger, and what they sign. */
async function found(
  folders: CityFolders,
  network: Network,
  members: readonly MemberKeys[],
  body: SampleBody & BodyKeys,
): Promise<FirstTrust> {
  const now = Date.now();
  const signTrustBundle = (org: string) => (payload: Uint8Array) =>
    withSigner(folders.org(org), (signer) => signer.signTrustBundle(payload));
  const signers = members
    .slice(0, trustSignatures)
    .map(({ org }) => ({ signTrustBundle: signTrustBundle(org) }));
  const make = () => sampleTrust(cityName, members, body, now);
  const trust = await ensureTrust(folders.trust, make, signers, nodeEngine());
  const connections = connect(network);
  try {
    await ensureConsortium(connections, cityName, members);
    await ensureTrustRecord(connections, trust);
    await ensureBody(connections, body, now);
  } finally {
    connections.close();
  }
  return trust;
}

interface StartedProcesses {
  readonly add: (name: string, child: Child) => void;
  readonly memory: () => Record<string, number>;
  readonly pids: () => readonly (readonly [string, number])[];
  /** Whether it is one of these. */
  readonly kill: (name: string, signal: NodeJS.Signals) => Promise<boolean>;
  /** Gateways first: they ask signers. */
  readonly stop: () => Promise<void>;
}

function startedProcesses(): StartedProcesses {
  const children = new Map<string, Child>();
  const stopAll = async (kind: string): Promise<void> => {
    const named = [...children].filter(([name]) => name.startsWith(`${kind}-`));
    await Promise.all(named.map(([, child]) => child.stop()));
  };
  return {
    add: (name, child) => children.set(name, child),
    memory: () => Object.fromEntries([...children].map(([name, child]) => [name, child.memory()])),
    pids: () => [...children].map(([name, { pid }]) => [name, pid] as const),
    kill: async (name, signal) => {
      const child = children.get(name);
      await child?.stop(signal);
      return child !== undefined;
    },
    stop: async () => {
      await stopAll('gateway');
      await stopAll('signer');
    },
  };
}
