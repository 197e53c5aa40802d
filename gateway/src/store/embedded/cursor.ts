import { unsupported } from './documents.js';

/** The part of the driver's cursor that mongoose uses. Its view is taken when the first document is asked for. */
export class EmbeddedCursor<T> implements AsyncIterable<T> {
  readonly #open: () => AsyncGenerator<T>;
  #running: AsyncGenerator<T> | null = null;
  #closed = false;

  constructor(open: () => AsyncGenerator<T>) {
    this.#open = open;
  }

  get closed(): boolean {
    return this.#closed;
  }

  async next(): Promise<T | null> {
    if (this.#closed) return null;
    this.#running ??= this.#open();
    const step = await this.#running.next();
    if (step.done !== true) return step.value;
    this.#closed = true;
    return null;
  }

  async toArray(): Promise<T[]> {
    const all: T[] = [];
    for (let one = await this.next(); one !== null; one = await this.next()) all.push(one);
    return all;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (let one = await this.next(); one !== null; one = await this.next()) yield one;
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running?.return(undefined);
  }

  rewind(): void {
    this.#running = null;
    this.#closed = false;
  }

  addCursorFlag(flag: string): this {
    return flag === 'noCursorTimeout' ? this : unsupported(`the cursor flag ${flag}`);
  }
}
