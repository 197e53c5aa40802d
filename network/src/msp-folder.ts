import { existsSync, readFileSync } from 'node:fs';
import { writeDocument, writePrivateFile } from './private-file.js';
import { mspFiles } from './layout.js';

/** Certificates that a channel needs to know an organisation, PEM. */
export interface Roots {
  msp: string;
  tls: string;
}

/** A certificate and its private key, PEM. */
export interface Credential {
  certificate: string;
  privateKey: string;
}

/** Writes the certificates-only MSP folder from which the channel learns an organisation. */
export function writeChannelMsp(folder: string, roots: Roots): void {
  const files = mspFiles(folder);
  writePrivateFile(files.root, roots.msp);
  writePrivateFile(files.tlsRoot, roots.tls);
  writeDocument(files.configuration, {
    NodeOUs: {
      Enable: true,
      ...Object.fromEntries(
        ['Client', 'Peer', 'Admin', 'Orderer'].map((role) => [
          `${role}OUIdentifier`,
          // Without the certificate Fabric accepts the role from any CA of the organisation.
          { Certificate: 'cacerts/ca.pem', OrganizationalUnitIdentifier: role.toLowerCase() },
        ]),
      ),
    },
  });
}

/** Writes an MSP folder with a key: for a node, or for the `peer` command. The certificate comes last. */
export function writeLocalMsp(folder: string, roots: Roots, credential: Credential): void {
  writeChannelMsp(folder, roots);
  writePrivateFile(mspFiles(folder).key, credential.privateKey);
  writePrivateFile(mspFiles(folder).certificate, credential.certificate);
}

/** The credential of an MSP folder, or null while it is not complete. */
export function readLocalMsp(folder: string): Credential | null {
  const { certificate, key } = mspFiles(folder);
  if (!existsSync(certificate)) return null;
  return { certificate: readFileSync(certificate, 'utf8'), privateKey: readFileSync(key, 'utf8') };
}
