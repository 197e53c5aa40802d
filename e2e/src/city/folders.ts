import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
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
  /** The first trust bundle. */
  readonly trust: string;
  /** Every trust bundle there is, ascending by version. */
  readonly bundles: () => readonly string[];
  /** The key of the sample's caller. Readable by its owner only. */
  readonly apiKey: string;
  /** The key of whoever runs the gateways. Readable by its owner only. */
  readonly operatorKey: string;
  readonly licences: string;
  readonly org: (name: string) => OrgFolders;
}

export function cityFolders(home: string): CityFolders {
  const bundleOf = (version: number): string => join(home, `trust-${version}.bundle`);
  return {
    home,
    network: join(home, 'network'),
    trust: bundleOf(1),
    bundles: () => {
      const files: string[] = [];
      for (let version = 1; existsSync(bundleOf(version)); version++) files.push(bundleOf(version));
      return files;
    },
    apiKey: join(home, 'api-key'),
    operatorKey: join(home, 'operator-key'),
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
