import { parseCivilDate } from '@yinzhao/verifier/format/civil-date';
import { SignerError } from '../errors.js';
import {
  decodeCertificatePem,
  decodePublicKeyPem,
  encodeCertificatePem,
  encodePublicKeyPem,
} from '../pem.js';
import { isKeyRole, keyRoles } from '../roles.js';
import { certifyKey, findKey } from './certify-key.js';
import { readInput, writeOutput, wrong } from './files.js';
import { keyLines, listKey } from './list-keys.js';
import type { Surroundings, WithSigner } from './surroundings.js';
import type { Words } from './words.js';

const day = 86_400_000;
/** Days are those of UTC+8. */
const offset = 8 * 3_600_000;

export async function keysCommand(
  { flags }: Words,
  { print, engine }: Surroundings,
  withSigner: WithSigner,
): Promise<void> {
  const keys = await withSigner((signer) => signer.describe());
  const listed = keys.map((key) => listKey(key, engine));
  if (flags.has('json')) print(JSON.stringify(listed, null, 2));
  else for (const key of listed) print(keyLines(key).join('\n'));
}

export async function createCommand(
  { operands }: Words,
  { print, engine }: Surroundings,
  withSigner: WithSigner,
): Promise<void> {
  const [role = '', name = ''] = operands;
  if (!isKeyRole(role)) return wrong(`没有此角色 · no such role: ${role} (${keyRoles.join(' ')})`);
  const key = await withSigner((signer) => signer.createKey({ role, name }));
  print(keyLines(listKey(key, engine)).join('\n'));
}

/** The generation is named, so that a command that is given twice does not end the next one too. */
export async function retireCommand(
  { operands, options }: Words,
  { print, engine }: Surroundings,
  withSigner: WithSigner,
): Promise<void> {
  const [name = ''] = operands;
  const generation = generationOf(options);
  if (generation === undefined) return wrong('缺少 --generation · which generation is to end?');
  const key = await withSigner(async (signer) => {
    const { retired, inUse } = await findKey(signer, name, generation);
    if (retired) throw new SignerError('KEY_RETIRED', `${name} ${generation} is retired already`);
    if (!inUse) throw new SignerError('KEY_UNKNOWN', `${name} ${generation} is not in use yet`);
    return signer.retireKey(name);
  });
  print(keyLines(listKey(key, engine)).join('\n'));
}

export async function certificateCommand(
  { options }: Words,
  { print }: Surroundings,
  withSigner: WithSigner,
): Promise<void> {
  const wish = {
    subject: options.get('subject') ?? wrong('缺少 --subject · whom is it about?'),
    notBefore: dayOf(options, 'from') * day - offset,
    // The last second of that day: certificates know whole seconds.
    notAfter: (dayOf(options, 'to') + 1) * day - offset - 1000,
  };
  const name = options.get('key');
  const file = options.get('public-key');
  if ((name === undefined) === (file === undefined)) {
    return wrong('--key 与 --public-key 须取其一 · a key here or a public key: one of them');
  }
  const publicKey = file === undefined ? null : decodePublicKeyPem(readInput(file));
  const certificate = await withSigner(async (signer) =>
    publicKey === null
      ? certifyKey(signer, await findKey(signer, name as string), wish)
      : signer.issueCertificate({ ...wish, publicKey }),
  );
  give(encodeCertificatePem(certificate), options, print);
}

export async function attachCommand(
  { operands }: Words,
  { print, engine }: Surroundings,
  withSigner: WithSigner,
): Promise<void> {
  const [name = '', file = ''] = operands;
  const certificate = decodeCertificatePem(readInput(file));
  const key = await withSigner(async (signer) => {
    await signer.attachCertificate(name, certificate);
    return findKey(signer, name);
  });
  print(keyLines(listKey(key, engine)).join('\n'));
}

export async function exportCommand(
  { operands, options, flags }: Words,
  { print }: Surroundings,
  withSigner: WithSigner,
): Promise<void> {
  const [name = ''] = operands;
  const generation = generationOf(options);
  const { publicKey, certificate } = await withSigner((signer) =>
    findKey(signer, name, generation),
  );
  if (flags.has('certificate')) {
    if (certificate === null) {
      throw new SignerError('KEY_CERTIFICATE_MISSING', `${name} has no certificate yet`);
    }
    give(encodeCertificatePem(certificate), options, print);
    return;
  }
  if (publicKey.length === 0) {
    throw new SignerError('KEY_ROLE_WRONG', `${name} is no key pair: it has no public key`);
  }
  give(encodePublicKeyPem(publicKey), options, print);
}

/** To the file that is named, or to the screen. */
function give(pem: string, options: Words['options'], print: Surroundings['print']): void {
  const out = options.get('out');
  if (out === undefined) print(pem.trimEnd());
  else writeOutput(out, pem);
}

function generationOf(options: Words['options']): number | undefined {
  const text = options.get('generation');
  if (text !== undefined && !/^[1-9][0-9]{0,5}$/.test(text)) {
    return wrong(`--generation: 不是代数 · not a generation: ${text}`);
  }
  return text === undefined ? undefined : Number(text);
}

function dayOf(options: Words['options'], name: string): number {
  const text = options.get(name) ?? '';
  try {
    return parseCivilDate(text);
  } catch (cause) {
    return wrong(`--${name}: 不是日期 YYYY-MM-DD · not a date: ${text}`, cause);
  }
}
