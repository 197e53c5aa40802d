import type { Engine, VerifierState } from '@yinzhao/verifier';
import { joinBytes } from '@yinzhao/verifier/format/bytes';
import { maximumPackBytes } from '@yinzhao/verifier/format/sync-pack';
import { isWhole, packPath, packQuery } from '@yinzhao/verifier/sync-request';

/** What the gateway that serves this page has answered. */
export type GatewayAnswer =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly why: 'unreachable' | 'notReady' | 'damaged' };

/** A path of the gateway, as `fetch` takes it. */
export type Ask = (path: string, settings: RequestInit) => Promise<Response>;

/** As long as the command waits for a pack. */
const patience = 60_000;
const trustPath = '/v1/trust/latest';
/** Service Unavailable: what SYNC_NOT_READY is answered with. */
const notReady = 503;

/** The newest trust bundle, whoever is to believe it. */
export function fetchTrust(ask: Ask, engine: Engine): Promise<GatewayAnswer> {
  return get(trustPath, ask, engine);
}

/** What is new in a pack, for a window that has that state and that pack. */
export function fetchPack(
  ask: Ask,
  state: VerifierState,
  kept: Uint8Array | null,
  engine: Engine,
): Promise<GatewayAnswer> {
  const query = new URLSearchParams(packQuery(state, kept).map(([name, value]) => [name, value]));
  return get(`${packPath}?${query.toString()}`, ask, engine);
}

/** A pack that was damaged on its way could be taken for a fork: its checksum comes first. */
async function get(path: string, ask: Ask, engine: Engine): Promise<GatewayAnswer> {
  try {
    const response = await ask(path, {
      signal: AbortSignal.timeout(patience),
      credentials: 'omit',
      redirect: 'error',
    });
    if (!response.ok) {
      return { ok: false, why: response.status === notReady ? 'notReady' : 'unreachable' };
    }
    const bytes = await readWhole(response);
    if (bytes === null) return { ok: false, why: 'damaged' };
    const tag = response.headers.get('etag');
    return isWhole(bytes, tag, engine) ? { ok: true, bytes } : { ok: false, why: 'damaged' };
  } catch {
    // No network, nobody there, too slow: a browser does not say which.
    return { ok: false, why: 'unreachable' };
  }
}

/** @returns null where it is more than anything that is taken here: what never ends would fill the memory first */
async function readWhole({ body }: Response): Promise<Uint8Array | null> {
  const reader = body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const part: Uint8Array | undefined = (await reader?.read())?.value;
    if (part === undefined) return joinBytes(parts);
    length += part.length;
    if (length > maximumPackBytes) {
      await reader?.cancel();
      return null;
    }
    parts.push(part);
  }
}
