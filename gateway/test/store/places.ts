import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type StorePlace } from '../../src/store/connect.js';

export type EngineName = 'the embedded store' | 'MongoDB';

const uri = process.env['MONGODB_URI'];

/** What the suite runs on: MongoDB too where MONGODB_URI names one. */
export const engines: EngineName[] =
  uri === undefined ? ['the embedded store'] : ['the embedded store', 'MongoDB'];

export interface Place {
  readonly at: StorePlace;
  remove(): Promise<void>;
}

/** An empty folder or database of its own. */
export async function newPlace(engine: EngineName): Promise<Place> {
  if (engine === 'MongoDB') return newDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'yinzhao-store-'));
  return {
    at: { folder },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function newDatabase(): Promise<Place> {
  const address = new URL(uri ?? '');
  address.pathname = `/yinzhao_test_${randomBytes(6).toString('hex')}`;
  const at = { uri: address.href };
  const remove = async (): Promise<void> => {
    const connection = await connect(at);
    await connection.dropDatabase();
    await connection.close();
  };
  return Promise.resolve({ at, remove });
}
