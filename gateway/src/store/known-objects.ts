import { toHex } from '@yinzhao/verifier/format/bytes';
import type { Store } from './store.js';

/** Which of these objects are credentials or statements that stand in the database; as hexadecimal. */
export async function knownObjects(
  { licences, statements }: Pick<Store, 'licences' | 'statements'>,
  objects: readonly Uint8Array[],
): Promise<ReadonlySet<string>> {
  const wanted = { object: { $in: objects.map(toHex) } };
  const [credentials, changes] = await Promise.all([
    licences.find(wanted).select({ object: 1 }).lean(),
    statements.find(wanted).select({ object: 1 }).lean(),
  ]);
  return new Set([...credentials, ...changes].map(({ object = '' }) => object));
}
