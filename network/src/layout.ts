import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the package's own builder for chaincode-as-a-service lies. */
export const BUILDER = join(dirname(fileURLToPath(import.meta.url)), '..', 'builder');

/** Files of the network as a whole. */
export function networkFiles(folder: string) {
  const channel = join(folder, 'channel');
  return {
    state: join(folder, 'network.json'),
    lock: join(folder, 'lock'),
    processes: join(folder, 'processes'),
    logs: join(folder, 'logs'),
    work: join(folder, 'work'),
    channel,
    /** First block of the application channel. */
    genesis: join(channel, 'genesis.block'),
    /** First block of Fabric 2.1's system channel. */
    systemGenesis: join(channel, 'system.block'),
    packages: join(folder, 'packages'),
  };
}

/** Everything a network writes into its folder; last what says that there is one, so that a killed deletion can be repeated. */
export function networkPaths(folder: string): string[] {
  const { processes, logs, work, channel, packages, state } = networkFiles(folder);
  return [join(folder, 'organisations'), processes, logs, work, channel, packages, state];
}

/** Files of one organisation. */
export function organisationFiles(folder: string, organisation: string) {
  const home = join(folder, 'organisations', organisation);
  const authority = join(home, 'ca');
  return {
    authority,
    authorityConfiguration: join(authority, 'fabric-ca-server-config.yaml'),
    /** Root certificate of the CA that issues TLS certificates. */
    tlsRoot: join(authority, 'ca-cert.pem'),
    mspAuthorityConfiguration: join(authority, 'msp-ca', 'fabric-ca-server-config.yaml'),
    /** Root certificate of the CA that issues Fabric identities. */
    mspRoot: join(authority, 'msp-ca', 'ca-cert.pem'),
    /** Registrars that this package uses, by authority. */
    registrars: join(authority, 'registrars'),
    /** The network as this organisation's clients see it. */
    profile: join(home, 'profile.json'),
    /** What the channel knows of the organisation: certificates only. */
    msp: join(home, 'msp'),
    identities: join(home, 'identities'),
    peer: nodeFiles(join(home, 'peer'), 'core.yaml'),
    orderer: nodeFiles(join(home, 'orderer'), 'orderer.yaml'),
    chaincodeTls: join(home, 'chaincode', 'tls'),
    /** What the builder's `release` hands to the peer: one connection per package label. */
    connections: join(home, 'chaincode', 'connections'),
    /** The client side of osnadmin. */
    administrationTls: join(home, 'administration', 'tls'),
    /** Configuration folder of the `peer` command when the organisation's administrator runs it. */
    administration: join(home, 'administration'),
  };
}

function nodeFiles(home: string, configuration: string) {
  return {
    home,
    configuration: join(home, configuration),
    msp: join(home, 'msp'),
    tls: join(home, 'tls'),
    data: join(home, 'data'),
  };
}

/** Key and certificate inside a TLS folder. */
export function tlsFiles(folder: string) {
  return { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
}

/** Key, certificate and root inside a folder that Fabric reads as an MSP. */
export function mspFiles(folder: string) {
  return {
    configuration: join(folder, 'config.yaml'),
    root: join(folder, 'cacerts', 'ca.pem'),
    tlsRoot: join(folder, 'tlscacerts', 'tlsca.pem'),
    certificate: join(folder, 'signcerts', 'certificate.pem'),
    key: join(folder, 'keystore', 'key.pem'),
  };
}

export type OrganisationFiles = ReturnType<typeof organisationFiles>;
