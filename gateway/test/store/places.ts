import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { connect, type StorePlace } from '../../src/store/connect.js';
import { databaseAt } from './database-at.js';

export type EngineName = 'the embedded store' | 'MongoDB';

const uri = process.env['MONGODB_URI'] ?? '';

/** The same tests on both engines; those on MongoDB count as skipped where MONGODB_URI names none. */
export function describeEngines(title: string, tests: (engine: EngineName) => void): void {
  describe(`${title}, on the embedded store`, () => {
    tests('the embedded store');
  });
  (uri === '' ? describe.skip : describe)(`${title}, on MongoDB`, () => {
    tests('MongoDB');
  });
}

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

function newDatabase(): Place {
  const at = { uri: databaseAt(uri, `yinzhao_test_${randomBytes(6).toString('hex')}`) };
  const remove = async (): Promise<void> => {
    const connection = await connect(at);
    await connection.dropDatabase();
    await connection.close();
  };
  return { at, remove };
}
