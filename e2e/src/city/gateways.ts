import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Network, Topology } from '@yinzhao/network';
import { encodeUtf8, toHex } from '@yinzhao/verifier/format/bytes';
import { logNameOf, witnessNameOf } from '@yinzhao/verifier/format/name';
import { nodeEngine } from '@yinzhao/verifier/node';
import { programOf, startChild, type Child } from './child.js';
import type { CityFolders } from './folders.js';
import type { SampleBody } from './sample-body.js';
import { writeWhole } from './write-whole.js';

const script = programOf('gateway', 'main.js');
/** Not there where the modules alone were compiled. */
const page = programOf('verifier-sdk/terminal');

/** Within the port range of the topology, where no process of the network listens. */
function gatewayPort({ organisations, basePort }: Topology, org: string): number {
  const index = organisations.findIndex(({ name }) => name === org);
  return basePort + 40 + index * 20 + 15;
}

export function gatewayUrl(topology: Topology, org: string): string {
  return `http://127.0.0.1:${gatewayPort(topology, org)}`;
}

/** The key of the sample's department: a person would be shown it once. */
export function ensureApiKey({ apiKey }: Pick<CityFolders, 'apiKey'>): string {
  return ensureKeyFile(apiKey);
}

/** The key of whoever runs the gateways: it brings trust bundles and makes callers. */
export function ensureOperatorKey({ operatorKey }: Pick<CityFolders, 'operatorKey'>): string {
  return ensureKeyFile(operatorKey);
}

function ensureKeyFile(file: string): string {
  if (!existsSync(file)) writeWhole(file, `yz_${randomBytes(32).toString('base64url')}\n`);
  return readFileSync(file, 'utf8').trim();
}

export interface GatewaySite {
  readonly folders: CityFolders;
  readonly network: Network;
  /** Second part of every log name. */
  readonly name: string;
  readonly body: SampleBody;
}

/**
 * The gateway of one organisation; it is a witness of the others too.
 * @param environment - besides its own
 */
export async function startGateway(
  org: string,
  site: GatewaySite,
  environment: Readonly<Record<string, string>> = {},
): Promise<Child> {
  const { folders, network } = site;
  const files = folders.org(org);
  configure(org, site);
  const url = gatewayUrl(network.topology, org);
  return startChild({
    name: `gateway-${org}`,
    script,
    environment: { ...environment, YINZHAO_GATEWAY_CONFIG: files.gatewayConfiguration },
    log: files.gatewayLog,
    answers: () => isReady(url),
  });
}

/** It answers at once; ready it is when signer and ledger answer too. */
async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/healthz`);
  const { ready } = (await response.json()) as { readonly ready: boolean };
  return response.ok && ready;
}

function configure(org: string, { folders, network, name, body }: GatewaySite): void {
  const { topology } = network;
  const files = folders.org(org);
  const identity = network.identities(org).gateway;
  if (identity === undefined) throw new Error(`${org} has no identity for its gateway`);
  const at = (file: string): string => join(files.gateway, file);
  writeWhole(at('profile.json'), JSON.stringify(network.profile(org)));
  writeWhole(at('certificate.pem'), identity.certificate);
  writeWhole(at('private-key.pem'), identity.privateKey);
  const others = topology.organisations.filter((one) => one.name !== org);
  const digestOf = (key: string): string => toHex(nodeEngine().sm3(encodeUtf8(key)));
  const department = {
    name: 'sample-department',
    digest: digestOf(ensureApiKey(folders)),
    body: body.id,
    scopes: ['issue', 'status', 'read'],
  };
  const operator = {
    name: 'sample-operator',
    digest: digestOf(ensureOperatorKey(folders)),
    body: null,
    scopes: ['trust', 'admin'],
  };
  const configuration = {
    network: name,
    org,
    listen: { host: '127.0.0.1', port: gatewayPort(topology, org) },
    folder: files.gateway,
    database: null,
    signer: files.socket,
    ledger: {
      profile: at('profile.json'),
      mspId: identity.mspId,
      certificate: at('certificate.pem'),
      privateKey: at('private-key.pem'),
      channel: topology.channel,
      chaincode: topology.chaincode.name,
      endorsements: topology.chaincode.endorsements,
    },
    trust: folders.bundles(),
    witnesses: others.map((other) => ({
      name: witnessNameOf(name, other.name),
      url: `${gatewayUrl(topology, other.name)}/v1/witness/add-checkpoint`,
    })),
    publishers: others.map((other) => ({
      origin: logNameOf(name, other.name),
      url: `${gatewayUrl(topology, other.name)}/public`,
    })),
    callers: org === body.org ? [department, operator] : [operator],
    terminal: existsSync(join(page, 'index.html')) ? page : null,
  };
  writeWhole(files.gatewayConfiguration, JSON.stringify(configuration, null, 2));
}
