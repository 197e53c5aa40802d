import mongoose, { Mongoose } from 'mongoose';
import { EmbeddedClient, type EmbeddedDatabase } from './client.js';
import { openEngine } from './engine.js';

/** The fields that mongoose's own connection keeps its state in. */
interface NativeConnection {
  client: unknown;
  db: EmbeddedDatabase | null;
  name: string;
  readyState: number;
  _connectionString: string;
  config: Record<string, unknown>;
  onOpen(): void;
  collections: Record<string, { onOpen(): void }>;
}
type NativeConstructor = new (...parts: unknown[]) => NativeConnection;

const NAME = 'yinzhao';

/** A mongoose of its own whose connections open a folder; the global one keeps MongoDB's driver. */
export function embeddedMongoose(): Mongoose {
  const native = mongoose.Connection as unknown as NativeConstructor;

  /** Everything but the client is mongoose's own connection. */
  class EmbeddedConnection extends native {
    async createClient(folder: string, options: Record<string, unknown> = {}): Promise<this> {
      Object.assign(this.config, options);
      this.readyState = mongoose.ConnectionStates.connecting;
      this._connectionString = folder;
      try {
        this.client = new EmbeddedClient(await openEngine(folder));
      } catch (error) {
        this.readyState = mongoose.ConnectionStates.disconnected;
        throw error;
      }
      this.db = (this.client as EmbeddedClient).db(NAME);
      this.name = NAME;
      this.onOpen();
      for (const collection of Object.values(this.collections)) collection.onOpen();
      return this;
    }
  }

  const embedded = new Mongoose();
  embedded.setDriver({ Collection: mongoose.Collection, Connection: EmbeddedConnection });
  return embedded;
}
