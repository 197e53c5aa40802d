import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MSP_AUTHORITY, SHORT_LIVED, TLS_AUTHORITY } from './configuration/authority.js';
import { addressAuthority, authorityOf, enrol, register } from './identities.js';
import type { Authority, Registration } from './identities.js';
import { organisationFiles } from './layout.js';
import type { OrganisationFiles } from './layout.js';
import { authorityNode } from './nodes.js';
import { readLocalMsp, writeChannelMsp, writeLocalMsp } from './msp-folder.js';
import type { Credential, Roots } from './msp-folder.js';
import { readTls, writeTls } from './tls-folder.js';
import { enrolmentSecret } from './state.js';
import type { NetworkState } from './state.js';
import type { IdentityDefinition, Organisation } from './topology.js';

/** An identity as PEM texts, ready for a wallet. */
export interface Identity extends Credential {
  mspId: string;
}

export const REGISTRAR = 'registrar';

/**
 * Has the organisation's CAs certify all its nodes and identities that have no certificate yet, and
 * writes them where Fabric reads them.
 * @throws NetworkError `AUTHORITY_REFUSED`
 */
export async function enrolOrganisation(
  folder: string,
  state: NetworkState,
  organisation: Organisation,
): Promise<void> {
  const files = organisationFiles(folder, organisation.name);
  const roots = readRoots(files);
  writeChannelMsp(files.msp, roots);
  const runsOrderer = state.topology.ordererOrganisations.includes(organisation.name);
  await Promise.all([
    enrolFabricIdentities(folder, state, organisation, runsOrderer),
    enrolTls(folder, state, organisation, runsOrderer),
  ]);
}

/**
 * Registers and enrols one more identity of an organisation and keeps it among the others.
 * @throws NetworkError `AUTHORITY_REFUSED`
 */
export async function enrolIdentity(
  folder: string,
  state: NetworkState,
  organisation: Organisation,
  identity: IdentityDefinition,
  shortLived: boolean,
): Promise<Credential> {
  const files = organisationFiles(folder, organisation.name);
  const authority = await connect(folder, state, organisation.name, MSP_AUTHORITY);
  const registration = registrationOf(state, organisation.name, MSP_AUTHORITY, identity);
  await register(authority, registration);
  const credential = await enrol(authority.services, {
    ...registration,
    ...(shortLived ? { profile: SHORT_LIVED } : {}),
  });
  writeLocalMsp(join(files.identities, identity.name), readRoots(files), credential);
  return credential;
}

/** The organisation's identities by name: those of the topology and those enrolled later. */
export function readIdentities(
  folder: string,
  organisation: Organisation,
): Record<string, Identity> {
  const { identities } = organisationFiles(folder, organisation.name);
  const names = existsSync(identities) ? readdirSync(identities) : [];
  return Object.fromEntries(
    names.flatMap((name) => {
      const credential = readLocalMsp(join(identities, name));
      return credential === null ? [] : [[name, { mspId: organisation.mspId, ...credential }]];
    }),
  );
}

/** The organisation's MSP or TLS CA with its registrar, who is enrolled at the first use. */
export async function connect(
  folder: string,
  state: NetworkState,
  organisation: string,
  name: string,
): Promise<Authority> {
  const files = organisationFiles(folder, organisation);
  const { listen: port } = authorityNode(state.topology, organisation).ports;
  const services = addressAuthority({ name, port, tlsRoot: files.tlsRoot });
  const kept = join(files.registrars, name);
  let credential = readTls(kept);
  if (credential === null) {
    const secret = enrolmentSecret(state, organisation, name, REGISTRAR);
    credential = await enrol(services, { name: REGISTRAR, secret });
    writeTls(kept, credential);
  }
  return authorityOf(services, credential);
}

async function enrolFabricIdentities(
  folder: string,
  state: NetworkState,
  organisation: Organisation,
  runsOrderer: boolean,
): Promise<void> {
  const files = organisationFiles(folder, organisation.name);
  const wanted: { target: string; identity: Wanted }[] = [
    { target: files.peer.msp, identity: node('peer', organisation.name) },
    ...(runsOrderer
      ? [{ target: files.orderer.msp, identity: node('orderer', organisation.name) }]
      : []),
    ...organisation.identities.map((identity) => ({
      target: join(files.identities, identity.name),
      identity,
    })),
  ];
  const missing = wanted.filter(({ target }) => readLocalMsp(target) === null);
  if (missing.length === 0) return;
  const authority = await connect(folder, state, organisation.name, MSP_AUTHORITY);
  const roots = readRoots(files);
  await Promise.all(
    missing.map(async ({ target, identity }) => {
      const registration = registrationOf(state, organisation.name, MSP_AUTHORITY, identity);
      await register(authority, registration);
      writeLocalMsp(target, roots, await enrol(authority.services, registration));
    }),
  );
}

async function enrolTls(
  folder: string,
  state: NetworkState,
  organisation: Organisation,
  runsOrderer: boolean,
): Promise<void> {
  const files = organisationFiles(folder, organisation.name);
  const wanted: { target: string; role: string }[] = [
    { target: files.peer.tls, role: 'peer' },
    { target: files.chaincodeTls, role: 'chaincode' },
    ...(runsOrderer
      ? [
          { target: files.orderer.tls, role: 'orderer' },
          { target: files.administrationTls, role: 'administration' },
        ]
      : []),
  ];
  const missing = wanted.filter(({ target }) => readTls(target) === null);
  if (missing.length === 0) return;
  const authority = await connect(folder, state, organisation.name, TLS_AUTHORITY);
  await Promise.all(
    missing.map(async ({ target, role }) => {
      const identity = {
        ...node('client', organisation.name),
        name: `${role}-${organisation.name}`,
      };
      const registration = registrationOf(state, organisation.name, TLS_AUTHORITY, identity);
      await register(authority, registration);
      const enrolment = { ...registration, profile: 'tls', server: true };
      writeTls(target, await enrol(authority.services, enrolment));
    }),
  );
}

interface Wanted {
  name: string;
  type: Registration['type'];
  attributes: Record<string, string>;
}

function node(type: 'peer' | 'orderer' | 'client', organisation: string): Wanted {
  return { name: `${type}-${organisation}`, type, attributes: {} };
}

function registrationOf(
  state: NetworkState,
  organisation: string,
  authority: string,
  identity: Wanted,
): Registration {
  return { ...identity, secret: enrolmentSecret(state, organisation, authority, identity.name) };
}

function readRoots(files: OrganisationFiles): Roots {
  return { msp: readFileSync(files.mspRoot, 'utf8'), tls: readFileSync(files.tlsRoot, 'utf8') };
}
