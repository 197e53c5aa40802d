import type { WorkerRequest } from './service-worker/messages.js';

/**
 * Before this much quiet the worker that has just served the page counts as busy, and Chromium lets the newer one wait for
 * half a minute. Milliseconds after the page is loaded.
 */
const quiet = 500;
/** Between two looks for a newer version, while the page runs. Milliseconds. */
const lookPause = 6 * 3_600_000;
/** How long the newer one is waited for; where it begins later, the next start has it. Milliseconds. */
const patience = 3000;

/**
 * Lets the page start without a network from now on. To be awaited before anything else of the page: where a newer
 * version has come meanwhile it begins now, and this page is loaded again.
 * @param onNewer - a newer version is here, which begins with the next start
 */
export async function keepOffline(
  { serviceWorker }: Navigator,
  { onNewer }: { readonly onNewer: () => void },
): Promise<void> {
  // Not over http from another machine, nor in a private window of some browsers.
  if ((serviceWorker as ServiceWorkerContainer | undefined) === undefined) return;
  const known = await serviceWorker.getRegistration('./');
  if (known?.waiting) {
    if (await begins(known.waiting)) await startAgain();
    onNewer();
  }
  const registration = known ?? (await register(serviceWorker));
  if (registration === null) return;
  tellNewer(serviceWorker, registration, onNewer);
  // Without a network nothing newer can be seen.
  const look = (): void => {
    registration.update().catch(() => undefined);
  };
  if (known !== undefined) look();
  setInterval(look, lookPause);
  whenIdle(() => {
    void serviceWorker.ready.then(({ active }) => {
      ask(active, 'keep the rest');
    });
  });
}

function ask(
  worker: ServiceWorker | null,
  request: WorkerRequest,
  ports: MessagePort[] = [],
): void {
  worker?.postMessage(request, ports);
}

function register(
  serviceWorker: ServiceWorkerContainer,
): Promise<ServiceWorkerRegistration | null> {
  return serviceWorker
    .register('service-worker.js', { scope: './', updateViaCache: 'none' })
    .catch(() => null);
}

/** Whether it serves the page from now on; it does not where another page of the terminal is open. */
async function begins(waiting: ServiceWorker): Promise<boolean> {
  await loaded();
  await new Promise((resolve) => setTimeout(resolve, quiet));
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    setTimeout(resolve, patience, false);
    port1.onmessage = ({ data }: MessageEvent<boolean>) => {
      if (!data) resolve(false);
    };
    waiting.addEventListener('statechange', () => {
      if (waiting.state !== 'activating') resolve(waiting.state === 'activated');
    });
    ask(waiting, 'take over', [port2]);
  });
}

function loaded(): Promise<void> {
  return new Promise((resolve) => {
    const deed = (): void => {
      resolve();
    };
    if (document.readyState === 'complete') deed();
    else addEventListener('load', deed, { once: true });
  });
}

function startAgain(): Promise<never> {
  location.reload();
  return new Promise(() => undefined);
}

function tellNewer(
  { controller }: ServiceWorkerContainer,
  registration: ServiceWorkerRegistration,
  onNewer: () => void,
): void {
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      // The first of all is nobody's successor.
      if (installing.state === 'installed' && controller !== null) onNewer();
    });
  });
}

function whenIdle(deed: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(deed, { timeout: 10_000 });
  else setTimeout(deed, 2000);
}
