import { toHex } from '@yinzhao/verifier/format/bytes';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { GatewayError } from '../errors.js';
import type { Store } from '../store/store.js';
import { bundleOf, latestBundle } from '../store/trust.js';
import type { ApiAnswer, ApiRequest, Route } from './route.js';

/** A size of a log that whoever asks has already. */
export interface KnownSize {
  readonly origin: string;
  readonly size: number;
}

/** What else need not be in the pack. */
export interface LeftOut {
  readonly trust?: number;
  readonly subtrees: readonly KnownSize[] | null;
}

/** What the gateway shows to everybody, as plain bytes. */
export interface Publication {
  /** Null where no witnessed checkpoint is known yet. */
  readonly syncPack: (known: readonly KnownSize[], leftOut: LeftOut) => Promise<Uint8Array | null>;
  /** A file below the published folder, by its path; null where there is none. */
  readonly file: (path: string) => Promise<Uint8Array | null>;
}

export interface PublicParts {
  readonly publication: Publication;
  readonly store: Store;
  readonly engine: Engine;
}

const knownSize = 'yinzhao/[a-z0-9-]{1,32}/[a-z0-9-]{1,32}:(?:0|[1-9][0-9]{0,15})';
const listed = `${knownSize}(,${knownSize})*`;
const sizes = { type: 'string', maxLength: 2000, pattern: `^${listed}$` } as const;
const binary = 'application/octet-stream';
const packType = 'application/vnd.yinzhao.sync';
const notModified = { 304: { description: { zh: '未变更', en: 'Not modified' }, type: binary } };

/** Open to everybody, and the same for everybody: checkpoints, tiles, trust bundles, sync packs. */
export function publicRoutes({ publication, store, engine }: PublicParts): Route[] {
  const shown = (bytes: Uint8Array, { etag }: ApiRequest, seconds: number): ApiAnswer => {
    const tag = `"${toHex(engine.sm3(bytes))}"`;
    const headers = { ETag: tag, 'Cache-Control': `public, max-age=${seconds}` };
    return etag === tag
      ? { status: 304, body: null, headers }
      : { status: 200, body: bytes, headers };
  };
  const lately = rememberPacks();
  return [
    {
      method: 'GET',
      path: '/v1/sync',
      operation: 'syncPack',
      summary: {
        zh: '同步包（信任名单、检查点、状态快照）',
        en: 'Sync pack: what a terminal needs to answer offline. `from` names the sizes it knows, `trust` the version of its bundle, `subtrees` the sizes whose subtree roots it holds (or `none`: it wants none): it gets what it lacks',
      },
      scope: null,
      query: {
        from: sizes,
        trust: { type: 'string', pattern: '^(0|[1-9][0-9]{0,8})$' },
        subtrees: { ...sizes, pattern: `^(none|${listed})$` },
      },
      answers: {
        200: {
          description: { zh: '同步包', en: 'Sync pack' },
          type: packType,
        },
        206: {
          description: {
            zh: '同步包的余下部分（Range 与 If-Range）',
            en: 'The rest of a sync pack whose download broke off, by Range and If-Range',
          },
          type: packType,
        },
        ...notModified,
      },
      problems: ['SYNC_NOT_READY'],
      handle: async (request) => {
        const rest = lately.restOf(request);
        if (rest !== null) return rest;
        const { from, trust = '0', subtrees } = request.query;
        const pack = await publication.syncPack(knownSizes(from), {
          trust: Number(trust),
          subtrees: subtrees === 'none' ? null : knownSizes(subtrees),
        });
        if (pack === null) throw new GatewayError('SYNC_NOT_READY', 'no witnessed checkpoint yet');
        const answer = shown(pack, request, 10);
        lately.remember(pack, answer);
        return answer;
      },
    },
    {
      method: 'GET',
      path: '/v1/trust/{version}',
      operation: 'trustBundle',
      summary: { zh: '信任名单', en: 'A trust bundle, or the latest' },
      scope: null,
      parameters: { version: { type: 'string', pattern: '^(latest|[1-9][0-9]{0,8})$' } },
      answers: {
        200: {
          description: { zh: '信任名单', en: 'Trust bundle' },
          type: 'application/vnd.yinzhao.trust',
        },
        ...notModified,
      },
      problems: ['FILE_UNKNOWN'],
      handle: async (request) => {
        const { version = '' } = request.parameters;
        const bundle = await readBundle(store, version);
        if (bundle === null) throw new GatewayError('FILE_UNKNOWN', `no trust bundle ${version}`);
        return shown(bundle, request, version === 'latest' ? 10 : 86_400);
      },
    },
    {
      method: 'GET',
      path: '/public/{path}',
      wild: true,
      operation: 'publicFile',
      summary: {
        zh: '公开文件：检查点与日志分片（tlog-tiles）',
        en: 'Published files: checkpoints and tiles; the path may have slashes',
      },
      scope: null,
      parameters: { path: { type: 'string', maxLength: 512 } },
      answers: {
        200: { description: { zh: '文件', en: 'The file' }, type: binary },
        ...notModified,
      },
      problems: ['FILE_UNKNOWN'],
      handle: async (request) => {
        const { path = '' } = request.parameters;
        const bytes = await publication.file(path);
        if (bytes === null) throw new GatewayError('FILE_UNKNOWN', 'no such file');
        // A full tile never changes; checkpoints and partial tiles do.
        const lasting = path.includes('/tile/') && !path.includes('.p/');
        return shown(bytes, request, lasting ? 31_536_000 : 2);
      },
    },
  ];
}

/** Packs change with every checkpoint, and a download that broke off is to go on in the one it began with. */
const rememberedPacks = 4;

function rememberPacks(): {
  readonly remember: (pack: Uint8Array, answer: ApiAnswer) => void;
  readonly restOf: (request: ApiRequest) => ApiAnswer | null;
} {
  const packs = new Map<string, Uint8Array>();
  return {
    remember: (pack, { headers }) => {
      const tag = headers?.ETag as string;
      packs.delete(tag);
      packs.set(tag, pack);
      if (packs.size > rememberedPacks) packs.delete(packs.keys().next().value as string);
    },
    restOf: ({ rest }) => {
      const pack = rest ? packs.get(rest.tag) : undefined;
      if (!rest || pack === undefined || rest.from >= pack.length) return null;
      const range = `bytes ${rest.from}-${pack.length - 1}/${pack.length}`;
      const headers = { ETag: rest.tag, 'Content-Range': range, 'Cache-Control': 'no-store' };
      return { status: 206, body: pack.subarray(rest.from), headers };
    },
  };
}

function knownSizes(text = ''): readonly KnownSize[] {
  return text
    .split(',')
    .filter((one) => one !== '')
    .map((one) => {
      const at = one.lastIndexOf(':');
      return { origin: one.slice(0, at), size: Number(one.slice(at + 1)) };
    });
}

async function readBundle({ bundles }: Store, version: string): Promise<Uint8Array | null> {
  const found = await (version === 'latest'
    ? latestBundle(bundles)
    : bundleOf(bundles, Number(version)));
  return found?.bundle ?? null;
}
