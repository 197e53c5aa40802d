import { setTimeout as sleep } from 'node:timers/promises';
import { toHex } from '@yinzhao/verifier/format/bytes';
import type { TrustWatch } from '../checkpoint/trust-watch.js';
import { GatewayError } from '../errors.js';
import { latestBundle } from '../store/trust.js';
import { keepBundle, type RegisteredDigest, type TrustParts } from './keep-bundle.js';
import { putIntoEffect } from './put-into-effect.js';

/** Another organisation's gateway, as far as the trust bundles it shows go. */
export interface BundlePublisher {
  /** Rejects where it cannot be had. */
  readonly fetchBundle: (version: number) => Promise<Uint8Array>;
}

export interface TrustKeeperOptions extends TrustParts {
  readonly trust: Pick<TrustWatch, 'current' | 'onApproval'>;
  readonly registered: RegisteredDigest;
  readonly publishers: readonly BundlePublisher[];
  /** Called when bundles have come into effect; again where it failed. */
  readonly onEffect: () => Promise<void>;
  /** Told of everything that keeps a bundle back; the keeper goes on. */
  readonly onProblem: (error: Error) => void;
}

export interface TrustKeeper {
  /** Follows the registry now, with what is kept here. */
  readonly settle: () => Promise<void>;
  /** TRUST_BUNDLE_MISSING while the registry has a version in effect whose bundle is not here. */
  readonly code: () => 'TRUST_BUNDLE_MISSING' | null;
  /** Resolves when what is under way is done. */
  readonly close: () => Promise<void>;
}

/** As often as others are asked for their checkpoints. */
const pauseMs = 5000;

/** Follows the registry's trust record: with bundles that were brought here, and with those that others show. */
export function openTrustKeeper(options: TrustKeeperOptions): TrustKeeper {
  const { store, trust, registered, publishers, onEffect, onProblem } = options;
  const stop = new AbortController();
  const { signal } = stop;
  let missing = false;
  /** Version up to which {@link TrustKeeperOptions.onEffect} was told. */
  let told: number | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  const tell = async (here: number): Promise<void> => {
    if (here <= (told ?? 0)) return;
    // What cannot be shown now keeps back neither the next bundle nor whoever has brought this one.
    await onEffect().then(() => (told = here), onProblem);
  };
  const follow = async (): Promise<{ here: number; newest: number }> => {
    told ??= (await latestBundle(store.bundles))?.version ?? 0;
    const newest = (await trust.current())?.version ?? 0;
    const here = await putIntoEffect(options, newest, registered);
    missing = here < newest;
    await tell(here);
    return { here, newest };
  };
  const settle = (): ReturnType<typeof follow> => {
    const done = turn.then(follow);
    turn = done.catch(() => undefined);
    return done;
  };
  /** Whoever shows it: only the registry's very bundle is kept. Others may take their time, so that nobody waits for it. */
  const collect = async (version: number): Promise<boolean> => {
    const right = await registered(version);
    if (right === null) return false;
    for (const { fetchBundle } of publishers) {
      try {
        const bytes = await fetchBundle(version);
        const kept = await keepBundle(options, bytes, () => Promise.resolve(right));
        if (kept.version === version) return true;
      } catch (error) {
        onProblem(error as Error);
      }
    }
    return false;
  };
  const round = async (): Promise<void> => {
    let { here, newest } = await settle();
    while (here < newest && !signal.aborted) {
      if (!(await collect(here + 1))) {
        const message = `trust version ${here + 1} is in effect, and nobody shows its bundle`;
        throw new GatewayError('TRUST_BUNDLE_MISSING', message);
      }
      ({ here, newest } = await settle());
    }
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await round().catch(onProblem);
      await sleep(pauseMs, null, { signal }).catch(() => undefined);
    }
  };
  const ignore = trust.onApproval(() => {
    settle().catch(onProblem);
  });
  const ended = run();
  return {
    settle: async () => {
      await settle();
    },
    code: () => (missing ? 'TRUST_BUNDLE_MISSING' : null),
    close: async () => {
      stop.abort();
      ignore();
      await ended;
      await turn;
    },
  };
}

/** Digests of the registry as the database writes them. */
export function hexDigests(
  digestOf: (version: number) => Promise<Uint8Array | null>,
): RegisteredDigest {
  return async (version) => {
    const digest = await digestOf(version);
    return digest === null ? null : toHex(digest);
  };
}
