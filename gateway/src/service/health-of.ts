import type { KeyDescription } from '@yinzhao/signer';
import type { Health } from '../http/health.js';
import type { Store } from '../store/store.js';
import { latestBundle } from '../store/trust.js';
import type { Later } from './later.js';
import type { LogSide } from './open-log-side.js';

/** What has not answered by then counts as what does not. */
const patienceMs = 1000;

/** Asks what the gateway rests on, each for itself and none for longer than a second. */
export function healthOf(
  store: Store,
  askSigner: () => Promise<readonly Pick<KeyDescription, 'stateLost' | 'retired'>[]>,
  side: Later<LogSide>,
): Health {
  let lost = false;
  const askKeys = async (): Promise<void> => {
    lost = (await askSigner()).some(({ stateLost, retired }) => stateLost && !retired);
  };
  const answers = async (ask: () => Promise<unknown>): Promise<boolean> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, patienceMs, false);
    });
    const asked = ask().then(
      () => true,
      () => false,
    );
    return Promise.race([asked, late]).finally(() => {
      clearTimeout(timer);
    });
  };
  return async () => {
    const open = side.now();
    const [database, signer, ledger] = await Promise.all([
      answers(() => latestBundle(store.bundles)),
      answers(askKeys),
      open === null ? false : answers(open.ask),
    ]);
    const codes = {
      ...(signer && lost ? { signer: 'STATE_LOST' } : {}),
      ...(ledger ? {} : { ledger: codeOf(open === null ? side.failure() : null) }),
      ...(open === null ? {} : heldUp(open)),
    };
    return { parts: { database, signer, ledger }, codes };
  };
}

/** What is behind while everything answers. */
function heldUp({ trust, keptBack }: LogSide): Readonly<Record<string, string>> {
  const code = trust.code();
  const failure = keptBack();
  return {
    ...(failure === null ? {} : { groups: codeOf(failure, 'INTERNAL_FAILURE') }),
    ...(code === null ? {} : { trust: code }),
  };
}

function codeOf(failure: unknown, otherwise = 'LEDGER_UNAVAILABLE'): string {
  const { code } = (failure ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : otherwise;
}
