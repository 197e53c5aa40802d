import { join } from 'node:path';
import {
  mspAuthorityConfiguration,
  tlsAuthorityConfiguration,
  MSP_AUTHORITY,
  TLS_AUTHORITY,
} from './configuration/authority.js';
import { channelConfiguration } from './configuration/channel.js';
import { ordererConfiguration } from './configuration/orderer.js';
import { administrationConfiguration, peerConfiguration } from './configuration/peer.js';
import { REGISTRAR } from './enrol-organisation.js';
import { mspFiles, networkFiles, organisationFiles } from './layout.js';
import { administratorOf, authorityNodes, ordererNodes, peerNodes } from './nodes.js';
import { writeDocument } from './private-file.js';
import type { Site } from './site.js';
import { enrolmentSecret } from './state.js';

/** Writes what the CA processes read. */
export function writeAuthorityConfigurations({ folder, state }: Site): void {
  for (const { organisation, ports } of authorityNodes(state.topology)) {
    const files = organisationFiles(folder, organisation.name);
    const plan = (authority: string) => ({
      organisation: organisation.name,
      port: ports.listen,
      operationsPort: ports.operations,
      registrar: {
        name: REGISTRAR,
        secret: enrolmentSecret(state, organisation.name, authority, REGISTRAR),
      },
      mspConfiguration: files.mspAuthorityConfiguration,
    });
    writeDocument(files.authorityConfiguration, tlsAuthorityConfiguration(plan(TLS_AUTHORITY)));
    writeDocument(files.mspAuthorityConfiguration, mspAuthorityConfiguration(plan(MSP_AUTHORITY)));
  }
}

/** Writes what peers, orderers, the `peer` command and configtxgen read: anew at every start. */
export function writeConfigurations({ folder, state }: Site): void {
  const { topology } = state;
  const { channel, systemGenesis } = networkFiles(folder);
  for (const node of peerNodes(topology)) {
    const files = organisationFiles(folder, node.organisation.name);
    const administrator = join(files.identities, administratorOf(node.organisation));
    writeDocument(files.peer.configuration, peerConfiguration(node, files));
    writeDocument(
      join(files.administration, 'core.yaml'),
      administrationConfiguration(node, files, administrator),
    );
  }
  const clusterRoots = topology.ordererOrganisations.map(
    (name) => mspFiles(organisationFiles(folder, name).msp).tlsRoot,
  );
  for (const node of ordererNodes(topology)) {
    const files = organisationFiles(folder, node.organisation.name);
    const plan = {
      node,
      files,
      clusterRoots,
      systemGenesis: state.participation ? null : systemGenesis,
    };
    writeDocument(files.orderer.configuration, ordererConfiguration(plan));
  }
  writeDocument(join(channel, 'configtx.yaml'), channelConfiguration(topology, folder));
}
