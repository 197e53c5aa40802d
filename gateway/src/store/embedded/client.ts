import { EventEmitter } from 'node:events';
import { EmbeddedCollection, refuseOthers } from './collection.js';
import { unsupported } from './documents.js';
import type { StoreEngine } from './engine.js';
import { serverError } from './errors.js';

/** What stands where the driver has its MongoClient. */
export class EmbeddedClient extends EventEmitter {
  readonly #engine: StoreEngine;

  constructor(engine: StoreEngine) {
    super();
    this.#engine = engine;
  }

  db(name: string): EmbeddedDatabase {
    return new EmbeddedDatabase(this.#engine, name);
  }

  startSession(): never {
    return unsupported('sessions and transactions');
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}

export class EmbeddedDatabase {
  readonly #engine: StoreEngine;
  readonly databaseName: string;

  constructor(engine: StoreEngine, name: string) {
    this.#engine = engine;
    this.databaseName = name;
  }

  collection(name: string): EmbeddedCollection {
    return refuseOthers(new EmbeddedCollection(this.#engine, name));
  }

  createCollection(name: string, options: object = {}): Promise<EmbeddedCollection> {
    const wanted = Object.entries(options).find(([, value]) => value !== undefined);
    if (wanted !== undefined) unsupported(`the collection option ${wanted[0]}`);
    return this.#engine.write(({ view, catalogue }) => {
      if (catalogue.current(name) !== undefined) {
        throw serverError(48, 'NamespaceExists', `collection ${name} already exists`);
      }
      catalogue.ensure(view, name);
      return this.collection(name);
    });
  }

  command(): never {
    return unsupported('commands');
  }

  aggregate(): never {
    return unsupported('aggregation');
  }
}
