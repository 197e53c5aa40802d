type Kept = readonly (readonly [string, string])[];

/** One cache for each version, so that no page is made of two. */
const prefix = 'yinzhao-terminal-';

const nameOf = (version: string): string => `${prefix}${version}`;

async function olderThan(version: string): Promise<readonly string[]> {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(prefix) && name !== nameOf(version));
}

/** Whether an earlier version is here: one that comes after it must not lack what it had. */
export async function hasOlder(version: string): Promise<boolean> {
  return (await olderThan(version)).length > 0;
}

/**
 * Fetches what is not kept yet. The digest says whether it is of this very version; a file that an earlier version had
 * under the same name, which holds a digest, is taken from there.
 * @throws TypeError where one cannot be had, or is another
 */
export async function keep(version: string, files: Kept): Promise<void> {
  const cache = await caches.open(nameOf(version));
  for (const [name, integrity] of files) {
    if ((await cache.match(name)) !== undefined) continue;
    const older = isNamedByDigest(name) ? await caches.match(name) : undefined;
    await cache.put(name, older ?? (await fetchWhole(name, integrity)));
  }
}

/** Under such a name there is never anything else. */
export const isNamedByDigest = (name: string): boolean => /-[A-Z0-9]{8}\.[a-z]+$/.test(name);

async function fetchWhole(name: string, integrity: string): Promise<Response> {
  const response = await fetch(new Request(name, { integrity, cache: 'no-cache' }));
  if (!response.ok) throw new TypeError(`${name}: ${response.status}`);
  return response;
}

/** What was kept of it; undefined where the browser has thrown it away. */
export async function keptOf(version: string, name: string): Promise<Response | undefined> {
  const cache = await caches.open(nameOf(version));
  return (await cache.match(name)) ?? (isNamedByDigest(name) ? caches.match(name) : undefined);
}

/** The last one stays: a page of it may be open still, and load more of its files. */
export async function forgetOlder(version: string): Promise<void> {
  const older = await olderThan(version);
  await Promise.all(older.slice(0, -1).map((name) => caches.delete(name)));
}
