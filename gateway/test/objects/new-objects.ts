import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeEngine } from '@yinzhao/verifier/node';
import {
  openObjectStore,
  type ObjectStore,
  type ObjectStoreOptions,
} from '../../src/objects/object-store.js';

export interface NewObjects extends ObjectStore {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/** An object store in a folder of its own, or in one that is there already. */
export async function newObjects(more: Partial<ObjectStoreOptions> = {}): Promise<NewObjects> {
  const folder = more.folder ?? mkdtempSync(join(tmpdir(), 'yinzhao-objects-'));
  const options = { engine: nodeEngine(), now: Date.now, random: randomBytes, ...more, folder };
  const objects = await openObjectStore(options);
  const remove = async (): Promise<void> => {
    await objects.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...objects, folder, remove };
}
