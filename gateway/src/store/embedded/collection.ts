import { bulkStep, insertStep, runBulk, type BulkStep } from './bulk.js';
import { EmbeddedCursor } from './cursor.js';
import { normalised, unsupported, type Document } from './documents.js';
import type { StoreEngine } from './engine.js';
import { bulkError, bulkResult, serverError } from './errors.js';
import { find, findFirst, orderOf, question, type Question } from './find.js';
import { createIndex, describedIndexes, dropIndex } from './indexes.js';
import { remove, removeQuestion, update, updateOrder, wantsAfter, type Updated } from './modify.js';
import { checked, count, type Options } from './options.js';
import { projectionOf } from './project.js';
import { insertDocument, withId, type Target } from './write.js';

/** The part of the driver's Collection that is supported; everything else is refused by `refuseOthers`. */
export class EmbeddedCollection {
  readonly #engine: StoreEngine;
  readonly collectionName: string;

  constructor(engine: StoreEngine, name: string) {
    this.#engine = engine;
    this.collectionName = name;
  }

  find(filter: object = {}, options?: object): EmbeddedCursor<Document> {
    const given = checked(options);
    const asked = questionOf(filter, given);
    const project = projectionOf(given['projection'] ?? undefined);
    return new EmbeddedCursor(() => this.#documents(asked, project));
  }

  async findOne(filter: object = {}, options?: object): Promise<Document | null> {
    const given = checked(options);
    const asked = { ...questionOf(filter, given), limit: 1 };
    const project = projectionOf(given['projection'] ?? undefined);
    const { collection, view, close } = this.#engine.read(this.collectionName);
    try {
      const found = collection === null ? null : await findFirst(view, collection, asked);
      return found === null ? null : project(found.document);
    } finally {
      await close();
    }
  }

  async countDocuments(filter: object = {}, options?: object): Promise<number> {
    const asked = questionOf(filter, checked(options));
    let number = 0;
    const documents = this.#documents(asked, (document) => document);
    while ((await documents.next()).done !== true) number += 1;
    return number;
  }

  insertOne(document: object, options?: object): Promise<Document> {
    checked(options);
    const made = withId(normalised(document));
    return this.#write((target) => {
      insertDocument(target, made);
      return { acknowledged: true, insertedId: made['_id'] };
    });
  }

  async insertMany(documents: readonly object[], options?: object): Promise<Document> {
    const { insertedCount, insertedIds } = await this.#bulk(
      documents.map(insertStep),
      checked(options),
    );
    return { acknowledged: true, insertedCount, insertedIds };
  }

  bulkWrite(operations: readonly Record<string, unknown>[], options?: object) {
    return this.#bulk(operations.map(bulkStep), checked(options));
  }

  updateOne(filter: object, change: object, options?: object): Promise<Document> {
    return this.#update(filter, change, options, false);
  }

  updateMany(filter: object, change: object, options?: object): Promise<Document> {
    return this.#update(filter, change, options, true);
  }

  async findOneAndUpdate(filter: object, change: object, options?: object): Promise<unknown> {
    const given = checked(options);
    const order = updateOrder(filter, change, given, false);
    const project = projectionOf(given['projection'] ?? undefined);
    const after = wantsAfter(given);
    const updated = await this.#write((target) => update(target, order));
    const document = after ? updated.after : updated.before;
    const value = document === null ? null : project(document);
    return given['includeResultMetadata'] === true ? withMetadata(value, updated) : value;
  }

  async deleteOne(filter: object = {}, options?: object): Promise<Document> {
    return this.#delete(filter, options, false);
  }

  async deleteMany(filter: object = {}, options?: object): Promise<Document> {
    return this.#delete(filter, options, true);
  }

  createIndex(keys: object, options: object = {}): Promise<string> {
    return this.#write((target) => createIndex(target, keys, options));
  }

  dropIndex(name: string): Promise<void> {
    return this.#engine.write(async ({ view, catalogue }) => {
      const collection = catalogue.current(this.collectionName);
      if (collection === undefined) throw noCollection(this.collectionName);
      await dropIndex({ view, catalogue, collection }, name);
    });
  }

  listIndexes(): EmbeddedCursor<Document> {
    const { catalogue } = this.#engine;
    const name = this.collectionName;
    return new EmbeddedCursor(async function* () {
      const collection = catalogue.durable(name);
      if (collection === undefined) throw noCollection(name);
      yield* await Promise.resolve(describedIndexes(collection));
    });
  }

  async *#documents(
    asked: Question,
    project: (document: Document) => Document,
  ): AsyncGenerator<Document> {
    const { collection, view, close } = this.#engine.read(this.collectionName);
    try {
      if (collection === null) return;
      for await (const { document } of find(view, collection, asked)) yield project(document);
    } finally {
      await close();
    }
  }

  #write<T>(deed: (target: Target) => T | Promise<T>): Promise<T> {
    return this.#engine.write(({ view, catalogue }) =>
      deed({ view, catalogue, collection: catalogue.ensure(view, this.collectionName) }),
    );
  }

  async #bulk(steps: readonly BulkStep[], options: Options) {
    const ordered = options['ordered'] !== false;
    const { outcome, failures } = await this.#write((target) => runBulk(target, steps, ordered));
    if (failures.length > 0) throw bulkError(outcome, failures, ordered);
    return bulkResult(outcome, ordered);
  }

  async #update(
    filter: object,
    change: object,
    options: object | undefined,
    many: boolean,
  ): Promise<Document> {
    const order = updateOrder(filter, change, checked(options), many);
    const { matched, modified, upsertedId } = await this.#write((target) => update(target, order));
    return {
      acknowledged: true,
      matchedCount: matched,
      modifiedCount: modified,
      upsertedId,
      upsertedCount: upsertedId === null ? 0 : 1,
    };
  }

  async #delete(filter: object, options: object | undefined, many: boolean): Promise<Document> {
    const asked = removeQuestion(filter, checked(options));
    const removed = await this.#write((target) => remove(target, asked, many));
    return { acknowledged: true, deletedCount: removed.length };
  }
}

/** A method of the driver's collection that is not here is refused with a code. */
export function refuseOthers(collection: EmbeddedCollection): EmbeddedCollection {
  return new Proxy(collection, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value === 'function') return value.bind(target) as unknown;
      if (value !== undefined || typeof name === 'symbol' || name === 'then') return value;
      return () => unsupported(`the method ${name}`);
    },
  });
}

function questionOf(filter: object, options: Options): Question {
  return question(normalised(filter), {
    order: orderOf(options['sort']),
    skip: count(options['skip'], 'skip'),
    limit: count(options['limit'], 'limit'),
  });
}

function withMetadata(value: Document | null, updated: Updated): Document {
  const { matched, upsertedId } = updated;
  const lastErrorObject = {
    n: matched === 0 && upsertedId === null ? 0 : 1,
    updatedExisting: matched > 0,
    ...(upsertedId === null ? {} : { upserted: upsertedId }),
  };
  return { lastErrorObject, value, ok: 1 };
}

function noCollection(name: string) {
  return serverError(26, 'NamespaceNotFound', `ns does not exist: ${name}`);
}
