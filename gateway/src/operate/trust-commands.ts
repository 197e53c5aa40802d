import {
  changedLines,
  decodeCertificatePem,
  decodePayload,
  decodePublicKeyPem,
  decodeSignatureFile,
  trustLines,
  type Words,
} from '@yinzhao/signer';
import { builtInPolicy, formatPolicy } from '@yinzhao/verifier';
import { VerifierError } from '@yinzhao/verifier/errors';
import { toHex } from '@yinzhao/verifier/format/bytes';
import {
  decodeTrustBundle,
  encodeTrustBundleContent,
  trustDigest,
} from '@yinzhao/verifier/format/trust-bundle';
import type { TrustBundle } from '@yinzhao/verifier/format/trust-content';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { assembleTrust } from './assemble-trust.js';
import { nextBundle } from './compose-trust.js';
import { besides, readInput, writeOutput, wrong } from './files.js';
import { parseForm, printForm } from './form.js';
import { ownTypes } from './ledger-commands.js';
import { formOfRecord } from './record-form.js';
import type { Surroundings } from './surroundings.js';
import { bundleOfForm, formOfBundle } from './trust-form.js';

function outOf({ options }: Words): string {
  return options.get('out') ?? wrong('缺少 --out · where is the file to be?');
}

/** JSON form → payload, which every signer shows and signs. */
export function composeCommand(words: Words, { print, engine }: Surroundings): void {
  const [file = ''] = words.operands;
  const out = outOf(words);
  const payload = encodeTrustBundleContent(bundleOfForm(parseForm(readInput(file)), besides(file)));
  writeOutput(out, payload);
  print(trustLines(decodePayload(payload), engine.sm3).join('\n'));
  print(`摘要 digest ${toHex(engine.sm3(payload))}`);
}

/** Payload and files of signatures → bundle. */
export function assembleCommand(words: Words, { print, engine }: Surroundings): void {
  const [payload = '', ...files] = words.operands;
  const out = outOf(words);
  const before = words.options.get('before');
  const signatures = files.map((file) => decodeSignatureFile(readInput(file)));
  const previous = before === undefined ? null : readInput(before);
  const content = readInput(payload);
  if (previous === null && decodePayload(content).version !== 1) {
    wrong('请用 --before 给出上一版 · --before: the bundle that this one follows');
  }
  const bytes = assembleTrust(content, signatures, previous, engine);
  writeOutput(out, bytes);
  print(`摘要 digest ${toHex(trustDigest(bytes, engine.sm3))}`);
}

/** What a bundle or a payload says, or what changes with it. */
export function showCommand({ operands, options, flags }: Words, world: Surroundings): void {
  const { print, engine } = world;
  const { bundle, digest } = readTrust(operands[0] as string, engine);
  if (flags.has('json')) {
    print(printForm(formOfBundle(bundle)));
    return;
  }
  const lines = trustLines(bundle, engine.sm3);
  const before = options.get('before');
  const shown =
    before === undefined
      ? lines
      : changedLines(trustLines(readTrust(before, engine).bundle, engine.sm3), lines);
  print([...shown, `摘要 digest ${digest}`].join('\n'));
}

function readTrust(path: string, { sm3 }: Engine): { bundle: TrustBundle; digest: string } {
  const bytes = readInput(path);
  // COSE_Sign is tagged, a payload is an array.
  const isBundle = bytes[0] === 0xd8;
  try {
    return isBundle
      ? { bundle: decodeTrustBundle(bytes).bundle, digest: toHex(trustDigest(bytes, sm3)) }
      : { bundle: decodePayload(bytes), digest: toHex(sm3(bytes)) };
  } catch (cause) {
    if (!(cause instanceof VerifierError)) throw cause;
    const { code, message } = cause;
    const why = code === 'TRUST_BUNDLE_MALFORMED' ? message : `${code}, ${message}`;
    throw new VerifierError('TRUST_BUNDLE_MALFORMED', `${path}: ${why}`, { cause });
  }
}

/** The form of the bundle after this one, to be edited; with `--types` under the names that the gateway has now. */
export function nextCommand(words: Words, world: Surroundings): void {
  const { bundle } = decodeTrustBundle(readInput(words.operands[0] as string));
  const next = nextBundle(bundle, world.now());
  const types = words.flags.has('types') ? ownTypes(words, world) : next.types;
  world.print(printForm(formOfBundle({ ...next, types })));
}

/** The registry record that puts a bundle into effect. */
export function trustRecordCommand({ operands }: Words, { print, engine }: Surroundings): void {
  const bytes = readInput(operands[0] as string);
  const { version } = decodeTrustBundle(bytes).bundle;
  const digest = trustDigest(bytes, engine.sm3);
  print(printForm(formOfRecord({ kind: 'trust', version, digest })));
}

/** A policy that believes this bundle first: what a hall is given, with `hall` or `archive` as its demands. */
export function pinCommand({ operands, options }: Words, { print, engine }: Surroundings): void {
  const policy = builtInPolicy(
    options.get('policy') ?? wrong('缺少 --policy · missing: --policy hall|archive'),
  );
  const bytes = readInput(operands[0] as string);
  const { network, version } = decodeTrustBundle(bytes).bundle;
  const trust = { version, digest: toHex(trustDigest(bytes, engine.sm3)) };
  print(formatPolicy({ ...policy, network, trust }).trimEnd());
}

export function readRoots(words: Words): readonly Uint8Array[] {
  return words.list('root').map((file) => decodeCertificatePem(readInput(file)));
}

export function readSigners(words: Words): readonly Uint8Array[] {
  return words.list('signer').map((file) => decodePublicKeyPem(readInput(file)));
}
