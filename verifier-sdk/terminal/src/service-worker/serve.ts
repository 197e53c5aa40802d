// Serves the page from what it has kept, with or without a network. What is not a file of the page, as everything of the
// interface, it neither answers nor keeps.
import { forgetOlder, hasOlder, isNamedByDigest, keep, keptOf } from './keep-files.js';
import type { WorkerRequest } from './messages.js';

declare const self: ServiceWorkerGlobalScope;

const { version, first, later } = KEPT_FILES;
const names = new Set([...first, ...later].map(([name]) => name));

/** All or nothing: where one file cannot be had, whoever was there before goes on. */
async function install(): Promise<void> {
  // A terminal that could read codes without a network still can after an update.
  await keep(version, (await hasOlder(version)) ? [...first, ...later] : first);
}

/** Name of a file of the page, of whatever version, by its address; null: it is not one. */
function nameOf({ url, method }: Request): string | null {
  const { scope } = self.registration;
  const [address = ''] = url.split(/[?#]/);
  if (method !== 'GET' || !address.startsWith(scope)) return null;
  const name = address.slice(scope.length) || 'index.html';
  return names.has(name) || isNamedByDigest(name) ? name : null;
}

async function answer(name: string, request: Request): Promise<Response> {
  return (await keptOf(version, name)) ?? fetch(request);
}

/** A page in use is not given another version under its hands; one that has just started asks for it, and is told. */
async function takeOver(port: MessagePort | undefined): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const isAlone = pages.length <= 1;
  port?.postMessage(isAlone);
  if (isAlone) await self.skipWaiting();
}

self.addEventListener('install', (event) => {
  event.waitUntil(install());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder(version));
});

self.addEventListener('fetch', (event) => {
  const name = nameOf(event.request);
  if (name !== null) event.respondWith(answer(name, event.request));
});

self.addEventListener('message', (event) => {
  const request = event.data as WorkerRequest;
  event.waitUntil(request === 'take over' ? takeOver(event.ports[0]) : keep(version, later));
});
