import { GatewayError } from '../errors.js';
import type { ApiAnswer, ApiRequest, Route } from './route.js';
import type { TerminalFile, TerminalFiles } from './terminal-files.js';

const page = 'text/html; charset=utf-8';
const notModified = { 304: { description: { zh: '未变更', en: 'Not modified' }, type: page } };

/** The page talks to this gateway alone, runs what lies beside it alone, and is nobody's frame. */
const headers = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
  Vary: 'Accept-Encoding',
} as const;

/**
 * The terminal of a hall window.
 * @param files - by name; null: this gateway shows none
 */
export function terminalRoutes(files: TerminalFiles | null): Route[] {
  const show = (name: string, request: ApiRequest): ApiAnswer => {
    const file = files?.get(name);
    if (file === undefined) throw new GatewayError('FILE_UNKNOWN', 'no such file of the terminal');
    return shown(file, request);
  };
  return [
    {
      method: 'GET',
      path: '/terminal',
      operation: 'terminalAddress',
      summary: { zh: '窗口核验终端（转到页面）', en: 'The terminal: leads to its page' },
      scope: null,
      answers: {
        308: { description: { zh: '页面地址', en: 'Where the page is' }, type: page },
      },
      problems: [],
      handle: () => ({ status: 308, body: null, headers: { Location: 'terminal/' } }),
    },
    {
      method: 'GET',
      path: '/terminal/',
      operation: 'terminalPage',
      summary: { zh: '窗口核验终端页面', en: 'The page of the hall terminal' },
      scope: null,
      answers: { 200: { description: { zh: '页面', en: 'The page' }, type: page }, ...notModified },
      problems: ['FILE_UNKNOWN'],
      handle: (request) => show('index.html', request),
    },
    {
      method: 'GET',
      path: '/terminal/{path}',
      operation: 'terminalFile',
      summary: { zh: '窗口核验终端的文件', en: 'A file of that page' },
      scope: null,
      parameters: { path: { type: 'string', maxLength: 128 } },
      answers: {
        200: { description: { zh: '文件', en: 'The file' }, type: '*/*' },
        ...notModified,
      },
      problems: ['FILE_UNKNOWN'],
      handle: (request) => show(request.parameters.path ?? '', request),
    },
  ];
}

function shown(file: TerminalFile, { etag, acceptsGzip }: ApiRequest): ApiAnswer {
  const { type, bytes, tag, isLasting } = file;
  const caching = isLasting ? 'public, max-age=31536000, immutable' : 'no-cache';
  const common = { ...headers, ETag: tag, 'Cache-Control': caching };
  if (etag === tag) return { status: 304, body: null, headers: common };
  const packed = acceptsGzip === true ? file.packed() : null;
  return packed !== null
    ? { status: 200, body: packed, type, headers: { ...common, 'Content-Encoding': 'gzip' } }
    : { status: 200, body: bytes, type, headers: common };
}
