import type { Words } from '@yinzhao/signer';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { decodeRegistryRecord } from '@yinzhao/verifier/format/registry';
import type { NamedType } from '@yinzhao/verifier/format/type-names';
import { resolve } from 'node:path';
import { readConfig, type Config } from '../config.js';
import type { Ledger } from '../ledger/ledger.js';
import { approveRecord, readRecord } from '../registry.js';
import { namesOf, readLicenceTypes } from '../types/licence-type.js';
import { wrong } from './files.js';
import { printForm } from './form.js';
import { readObject } from './read-object.js';
import { formOfRecord } from './record-form.js';
import type { Surroundings } from './surroundings.js';

/** @throws GatewayError COMMAND_WRONG, CONFIG_WRONG */
export function configOf({ options }: Words, { config }: Surroundings): Config {
  const file = options.get('config') ?? config;
  if (file === null || file === '') {
    return wrong('请用 --config 指定配置 · which gateway? --config or YINZHAO_GATEWAY_CONFIG');
  }
  return readConfig(file);
}

/** What the gateway calls its licence types and their fields: terminals show licences by these names. */
export function ownTypes(words: Words, world: Surroundings): readonly NamedType[] {
  const folder = configOf(words, world).licenceTypes ?? world.licenceTypes;
  return [...readLicenceTypes(folder).values()].map(namesOf);
}

/** As the gateway's own identity, or as the one whose files are named: approving takes a registrar. */
export async function withLedger<T>(
  words: Words,
  world: Surroundings,
  deed: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  const { ledger: configured } = configOf(words, world);
  const certificate = words.options.get('certificate');
  const privateKey = words.options.get('private-key');
  if ((certificate === undefined) !== (privateKey === undefined)) {
    wrong('--certificate 与 --private-key 须同时给出 · an identity is both of them');
  }
  const ledger = await world.openLedger({
    ledger: {
      ...configured,
      ...(certificate && { certificate: resolve(certificate) }),
      ...(privateKey && { privateKey: resolve(privateKey) }),
    },
  });
  try {
    return await deed(ledger);
  } finally {
    ledger.close();
  }
}

/** Prints a registry record in its JSON form; with `--next` under the version that may follow it. */
export async function recordCommand(words: Words, world: Surroundings): Promise<void> {
  const [subject = ''] = words.operands;
  const record = await withLedger(words, world, (ledger) => readRecord(ledger, subject));
  if (record === null) return wrong(`没有此记录 · no record is in effect: ${subject}`);
  const form = formOfRecord(record);
  const shown = words.flags.has('next') ? { ...form, version: form.version + 1 } : form;
  world.print(printForm(shown));
}

/**
 * Shows what a record says; approves it only where its digest is the one that was named: a record counts by its bytes,
 * so all members compare this digest.
 */
export async function approveCommand(words: Words, world: Surroundings): Promise<void> {
  const { print, engine } = world;
  const { kind, bytes } = readObject(words.operands[0] as string);
  if (kind !== 'registry record') wrong(`不是登记记录 · no registry record but a ${kind}`);
  const record = decodeRegistryRecord(bytes);
  const digest = toHex(engine.sm3(bytes));
  print(printForm(formOfRecord(record)));
  print(`摘要 digest ${digest}`);
  const wanted = words.options.get('digest');
  if (wanted === undefined) {
    print(
      '尚未批准：核对后加 --digest 再次运行 · not approved: compare, then run again with --digest',
    );
    return;
  }
  if (wanted !== digest) wrong('摘要不符，未批准 · the digest is another: not approved');
  const answer = await withLedger(words, world, (ledger) => approveRecord(ledger, record));
  print(
    `${answer.approvals} / ${answer.needed} ` +
      (answer.effective ? '已生效 in effect' : '等待其他成员 waiting for other members'),
  );
}
