import { HOST } from '../ports.js';
import type { Credential } from '../msp-folder.js';

/**
 * connection.json: how one organisation's peer reaches its chaincode service. Fabric wants the PEM texts
 * themselves; given file names, 2.1 only times out.
 * @param credential - key and certificate that the peer shows the service
 * @param root - the CA that issued the service's certificate
 */
export function connectionDocument(port: number, credential: Credential, root: string): object {
  return {
    address: `${HOST}:${port}`,
    dial_timeout: '3s',
    tls_required: true,
    client_auth_required: true,
    client_key: credential.privateKey,
    client_cert: credential.certificate,
    root_cert: root,
  };
}
