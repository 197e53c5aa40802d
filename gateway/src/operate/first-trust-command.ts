import type { Words } from '@yinzhao/signer';
import type { BodyRecord, MemberRecord, RegistryRecord } from '@yinzhao/verifier/format/registry';
import type { Ledger } from '../ledger/ledger.js';
import { readRecord } from '../registry.js';
import { firstBundle, type FirstTrust } from './compose-trust.js';
import { wrong } from './files.js';
import { printForm } from './form.js';
import { ownTypes, withLedger } from './ledger-commands.js';
import type { Surroundings } from './surroundings.js';
import { readRoots, readSigners } from './trust-commands.js';
import { formOfBundle } from './trust-form.js';

const day = 86_400_000;

/**
 * The form of the first bundle out of what the registry has in effect: members, their keys, bodies. Roots, signers and
 * the names of bodies are not in the registry.
 */
export async function firstTrustCommand(words: Words, world: Surroundings): Promise<void> {
  const issued = world.now();
  const threshold = countOf(words, 'threshold', 1);
  const parts = {
    roots: readRoots(words),
    signers: { threshold, keys: readSigners(words) },
    since: issued,
    issued,
    expires: issued + countOf(words, 'days', 1) * day,
    types: ownTypes(words, world),
    maxAge: countOf(words, 'max-age-hours', 1) * (day / 24),
  };
  const names = words.list('body').map(bodyName);
  const known = await withLedger(words, world, (ledger) => readParties(ledger, names));
  world.print(printForm(formOfBundle(firstBundle({ ...parts, ...known }))));
}

function countOf({ options }: Words, name: string, least: number): number {
  const text = options.get(name) ?? wrong(`缺少 · missing: --${name}`);
  if (!/^[1-9][0-9]{0,5}$/.test(text)) wrong(`--${name}: 不是个数 · not a number: ${text}`);
  return Math.max(least, Number(text));
}

/** `ID=name of the body`. */
function bodyName(text: string): { readonly id: string; readonly name: string } {
  const [, id, name] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (id === undefined || name === undefined) return wrong(`--body: 不是 代码=名称 · ${text}`);
  return { id, name };
}

async function readParties(
  ledger: Ledger,
  named: readonly { readonly id: string; readonly name: string }[],
): Promise<Pick<FirstTrust, 'network' | 'members' | 'bodies'>> {
  const consortium = await readKind(ledger, 'consortium', 'consortium');
  const members: MemberRecord[] = [];
  for (const mspId of consortium.members) {
    members.push(await readKind(ledger, `member/${mspId}`, 'member'));
  }
  const bodies: { name: string; record: BodyRecord }[] = [];
  for (const { id, name } of named) {
    bodies.push({ name, record: await readKind(ledger, `body/${id}`, 'body') });
  }
  return { network: consortium.network, members, bodies };
}

async function readKind<Kind extends RegistryRecord['kind']>(
  ledger: Ledger,
  subject: string,
  kind: Kind,
): Promise<Extract<RegistryRecord, { kind: Kind }>> {
  const record = await readRecord(ledger, subject);
  if (record?.kind !== kind) return wrong(`没有此记录 · no record is in effect: ${subject}`);
  return record as Extract<RegistryRecord, { kind: Kind }>;
}
