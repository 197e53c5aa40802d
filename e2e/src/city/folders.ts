import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a path of a Unix socket can hold on every system. */
const longestSocketPath = 103;

/** Files of one organisation. */
export interface OrgFolders {
  readonly signer: string;
  /** Readable by its owner only. */
  readonly passphrase: string;
  readonly socket: string;
  readonly gateway: string;
  readonly gatewayConfiguration: string;
  readonly signerLog: string;
  readonly gatewayLog: string;
}

/** Everything a city writes is in one folder, except sockets whose path would be too long. */
export interface CityFolders {
  readonly home: string;
  readonly network: string;
  readonly trust: string;
  /** The key of the sample's caller. Readable by its owner only. */
  readonly apiKey: string;
  readonly licences: string;
  readonly org: (name: string) => OrgFolders;
}

export function cityFolders(home: string): CityFolders {
  return {
    home,
    network: join(home, 'network'),
    trust: join(home, 'trust-1.bundle'),
    apiKey: join(home, 'api-key'),
    licences: join(home, 'licences'),
    org: (name) => {
      const own = join(home, 'orgs', name);
      return {
        signer: join(own, 'signer'),
        passphrase: join(own, 'passphrase'),
        socket: socketPath(home, own, name),
        gateway: join(own, 'gateway'),
        gatewayConfiguration: join(own, 'gateway.json'),
        signerLog: join(own, 'signer.log'),
        gatewayLog: join(own, 'gateway.log'),
      };
    },
  };
}

function socketPath(home: string, own: string, name: string): string {
  const path = join(own, 'run', 'signer');
  if (Buffer.byteLength(path) <= longestSocketPath) return path;
  const mark = createHash('sha256').update(home).digest('hex').slice(0, 16);
  return join(tmpdir(), `yinzhao-${mark}`, name);
}
