import { GatewayError } from '../errors.js';
import type { Route } from './route.js';

/** Segments of letters, digits and `-._:~`: no path of ours needs an escape, a dot segment or an empty one. */
const normal = /^\/(?:[A-Za-z0-9_~:-][A-Za-z0-9._~:-]*(?:\/[A-Za-z0-9_~:-][A-Za-z0-9._~:-]*)*)?$/;
const longest = 1024;
/** Of a page whose files lie below it. */
const pages: ReadonlySet<string> = new Set(['/terminal/']);

/**
 * Proxies and routers disagree about everything else.
 * @throws GatewayError PATH_NOT_NORMAL
 */
export function checkPath(path: string): void {
  if (!pages.has(path) && (path.length > longest || !normal.test(path))) {
    throw new GatewayError('PATH_NOT_NORMAL', 'not letters, digits and -._:~ between slashes');
  }
}

/** `/v1/licences/{identifier}` in the form of the router, which gives the colon a meaning. */
export function routerPath({ path, wild }: Pick<Route, 'path' | 'wild'>): string {
  const mark = wild === true ? '*' : ':';
  return path.replaceAll(':', '\\:').replace(/\{([a-z]+)\}/g, `${mark}$1`);
}
