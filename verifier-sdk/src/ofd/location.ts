import { refuseOfd } from './element.js';

/**
 * Resolves an ST_Loc (GB/T 33190-2016 §7.2): from the root of the package where it begins with a slash, else from the
 * folder of the file that it stands in, with `.` and `..`. What some programs would read in another way is refused: no
 * backslash, no other case, no way out of the package.
 * @param folder - of the file that it stands in, '' for the root
 * @returns the name of a part
 * @throws VerifierError OFD_LOCATION_INVALID
 */
export function resolveLocation(folder: string, location: string): string {
  const isAbsolute = location.startsWith('/');
  const segments = location.slice(isAbsolute ? 1 : 0).split('/');
  if (!segments.every(isSegment)) refuse(location);
  const path = isAbsolute || folder === '' ? [] : folder.split('/');
  for (const segment of segments) {
    if (segment === '.') continue;
    if (segment !== '..') path.push(segment);
    else if (path.pop() === undefined) refuse(location);
  }
  if (path.length === 0) refuse(location);
  return path.join('/');
}

function isSegment(segment: string): boolean {
  return segment !== '' && !/[\\:*?"<>|\p{Cc}\p{Cf}]/u.test(segment);
}

/** '' for a file in the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function refuse(location: string): never {
  return refuseOfd('OFD_LOCATION_INVALID', `'${location}' is no place in the package`);
}
