import { Mongoose, type Connection } from 'mongoose';
import { StoreError } from './errors.js';
import { embeddedMongoose } from './embedded/driver.js';

/** A MongoDB, or a folder of this process's own. */
export type StorePlace = { readonly uri: string } | { readonly folder: string };

/** A connection to the store; the models of this folder are made on it. */
export async function connect(place: StorePlace): Promise<Connection> {
  const options = { autoIndex: false, autoCreate: false, bufferCommands: false };
  if ('folder' in place)
    return embeddedMongoose().createConnection(place.folder, options).asPromise();
  const connection = new Mongoose().createConnection(place.uri, options);
  return connection.asPromise().catch((error: unknown) => {
    throw new StoreError('STORE_UNAVAILABLE', 'no MongoDB answers', { cause: error });
  });
}
