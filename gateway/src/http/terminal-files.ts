import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { toHex } from '@yinzhao/verifier/format/bytes';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { GatewayError } from '../errors.js';

/** A file of the terminal's page, as it is sent. */
export interface TerminalFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** null where it gains nothing; packed once, when somebody asks. */
  readonly packed: () => Uint8Array | null;
  /** Weak, since it stands for both (RFC 9110 §8.8.1). */
  readonly tag: string;
  /** Its name holds its digest: under it there will never be anything else. */
  readonly isLasting: boolean;
}

export type TerminalFiles = ReadonlyMap<string, TerminalFile>;

/** What the page is made of; whatever else lies in its folder is not shown. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

const lasting = /-[A-Z0-9]{8}\.(js|css|wasm)$/;

/**
 * Everything is read now and nothing later: no address of a request becomes a path.
 * @param folder - as `npm run build` makes it: verifier-sdk/terminal/dist
 * @throws GatewayError CONFIG_WRONG where there is no page in it
 */
export function readTerminalFiles(folder: string, engine: Engine): TerminalFiles {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new GatewayError('CONFIG_WRONG', `no page of the terminal in ${folder}`);
  }
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && Object.hasOwn(types, extname(entry.name)))
    .map(({ name }) => name);
  return new Map(
    names.map((name) => [name, fileOf(name, readFileSync(join(folder, name)), engine)]),
  );
}

function fileOf(name: string, bytes: Uint8Array, { sm3 }: Engine): TerminalFile {
  let packed: Uint8Array | undefined;
  return {
    type: types[extname(name)] as string,
    bytes,
    packed: () => {
      packed ??= gzipSync(bytes, { level: 9 });
      return packed.length < bytes.length ? packed : null;
    },
    tag: `W/"${toHex(sm3(bytes))}"`,
    isLasting: lasting.test(name),
  };
}
