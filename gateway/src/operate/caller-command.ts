import type { Words } from '@yinzhao/signer';
import type { ConfiguredCaller } from '../config.js';
import { keyDigest, keyLength, keyText } from '../issue/callers.js';
import { scopes, type Scope } from '../issue/scope.js';
import { wrong } from './files.js';
import { printForm } from './form.js';
import type { Surroundings } from './surroundings.js';

/** A caller for a configuration, with its new key: only its digest stands there. */
export function newCaller(
  wish: Omit<ConfiguredCaller, 'digest'>,
  { engine, random }: Pick<Surroundings, 'engine' | 'random'>,
): { readonly key: string; readonly caller: ConfiguredCaller } {
  const key = keyText(random(keyLength));
  const { name, body, scopes: granted } = wish;
  return { key, caller: { name, digest: keyDigest({ engine }, key), body, scopes: granted } };
}

/** Shows the key this once, and what the configuration is to say of it. */
export function callerCommand({ operands, options }: Words, world: Surroundings): void {
  const [name = ''] = operands;
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    wrong(`不是调用方名称 · no name of a caller: ${name}`);
  const granted = (options.get('scopes') ?? '').split(',');
  const known = granted.filter((one): one is Scope => (scopes as readonly string[]).includes(one));
  if (known.length < granted.length) wrong(`--scopes: ${scopes.join(',')}`);
  const wish = { name, body: options.get('body') ?? null, scopes: known };
  const { key, caller } = newCaller(wish, world);
  world.complain(`密钥仅显示一次 · shown this once: ${key}`);
  world.print(printForm(caller));
}
