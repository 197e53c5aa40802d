// Layers of what a verifier knows: trust bundles and their steps, sync packs.
import { fromHex, toHex } from '../src/format/bytes.js';
import { decodeCbor, encodeCbor } from '../src/format/cbor.js';
import { decodeForkEvidence, encodeForkEvidence } from '../src/format/fork-evidence.js';
import { decodeSyncPack, encodeSyncPack } from '../src/format/sync-pack.js';
import {
  decodeTrustBundle,
  encodeTrustBundle,
  encodeTrustBundleContent,
  trustDigest,
  type SignedTrustBundle,
} from '../src/format/trust-bundle.js';
import { VerifierError, type VerifierCode } from '../src/errors.js';
import { judgeFork } from '../src/judge-fork.js';
import { checkSubtrees } from '../src/merkle/subtrees.js';
import type { Engine } from '../src/sm/engine.js';
import { openSyncLog } from '../src/sync-log.js';
import { advanceTrust, pinTrust } from '../src/trust.js';
import type { Input } from './cases/case.js';
import { bytesOf, strict, type Runs } from './layer.js';

function refuse(code: VerifierCode): never {
  throw new VerifierError(code, 'refused by a check');
}

interface SubtreesInput {
  readonly size: number;
  readonly root: string;
  readonly first: number;
  readonly before: readonly string[];
  readonly roots: readonly string[];
  readonly rest: readonly string[];
}

export function trustRuns(engine: Engine): Runs {
  const { sm3 } = engine;
  return {
    subtrees: (input) => {
      const { size, root, first, ...hashes } = input as unknown as SubtreesInput;
      const [before, roots, rest] = [hashes.before, hashes.roots, hashes.rest].map((texts) =>
        texts.map(fromHex),
      ) as [Uint8Array[], Uint8Array[], Uint8Array[]];
      const cut = { first, before, roots, rest };
      const code = checkSubtrees(sm3, { size, root: fromHex(root) }, cut);
      if (code !== null) refuse(code);
    },
    'fork-evidence': strict(decodeForkEvidence, encodeForkEvidence, (_evidence, bytes) =>
      judgeFork(bytes, engine),
    ),
    'sync-log': (input) => runSyncLog(input, sm3),
    'sync-pack': strict(decodeSyncPack, encodeSyncPack),
    'trust-bundle': strict(decodeTrustBundle, encodeTrustAgain, (signed, bytes) =>
      trustMeaning(signed, bytes, engine),
    ),
    'trust-update': (input) => runTrustUpdate(input, engine),
  };
}

/** From the values, not from the payload that they were read from. */
function encodeTrustAgain({ bundle, signatures }: SignedTrustBundle): Uint8Array {
  return encodeTrustBundle(
    encodeTrustBundleContent(bundle),
    signatures.map(({ kid, signature }) => ({ keyId: kid, signature })),
  );
}

/** Besides its parts: its digest, and how many of its own keys have signed. */
function trustMeaning(
  signed: SignedTrustBundle,
  bytes: Uint8Array,
  { sm3, verify }: Engine,
): unknown {
  const { bundle, signatures, message } = signed;
  const good = signatures.filter(({ kid, signature }) => {
    const key = bundle.signers.keys.find((candidate) => toHex(sm3(candidate)) === toHex(kid));
    return key !== undefined && verify(key, message(kid), signature);
  });
  return { bundle, digest: trustDigest(bytes, sm3), signedBy: good.length };
}

function runTrustUpdate(input: Input, engine: Engine): unknown {
  const { current, pin, next } = input as unknown as {
    readonly current?: string;
    readonly pin?: { readonly version: number; readonly digest: string };
    readonly next: string;
  };
  const step = pin
    ? pinTrust(fromHex(next), { ...pin, digest: fromHex(pin.digest) }, engine)
    : advanceTrust(fromHex(current ?? ''), fromHex(next), engine);
  return step.ok ? { version: step.bundle.version } : refuse(step.code);
}

/** One log, as it stands in a pack. */
function runSyncLog(input: Input, sm3: Engine['sm3']): unknown {
  const fields = decodeCbor(bytesOf(input));
  const pack = encodeCbor(['yinzhao/sync/v1', 'city', [], [fields]]);
  const [log] = decodeSyncPack(pack).logs;
  if (log === undefined) throw new Error('a pack without its log');
  return openSyncLog(log, sm3);
}
