import { Mongoose, type Connection } from 'mongoose';
import { StoreError } from './errors.js';
import { embeddedMongoose } from './embedded/driver.js';

/** A MongoDB, or a folder of this process's own. */
export type StorePlace = { readonly uri: string } | { readonly folder: string };

/** The models say which indexes and collections there are, when the store is opened. */
const OPTIONS = { autoIndex: false, autoCreate: false, bufferCommands: false } as const;

/** An answer means that it is on the disks of most members. */
const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

/**
 * A connection to the store; the models of this folder are made on it.
 * @throws StoreError STORE_LOCKED, STORE_CORRUPT, STORE_FULL, STORE_UNAVAILABLE
 */
export async function connect(place: StorePlace): Promise<Connection> {
  if ('folder' in place) {
    return embeddedMongoose().createConnection(place.folder, OPTIONS).asPromise();
  }
  const connection = new Mongoose().createConnection(place.uri, { ...OPTIONS, ...DURABLE });
  try {
    return await connection.asPromise();
  } catch (error) {
    await connection.destroy();
    throw new StoreError('STORE_UNAVAILABLE', 'no MongoDB answers', { cause: error });
  }
}
