// Writes from 32 sides at once and says what was acknowledged, until it is killed.
import { writeSync } from 'node:fs';
import { EmbeddedCollection } from '../../dist/store/embedded/collection.js';
import { openEngine } from '../../dist/store/embedded/engine.js';

const [folder, from] = process.argv.slice(2);
const engine = await openEngine(folder);
const things = new EmbeddedCollection(engine, 'things');
await things.createIndex({ serial: 1 }, { unique: true });
await things.createIndex({ state: 1, serial: -1 }, {});
await things.createIndex({ tags: 1 }, { partialFilterExpression: { tags: { $exists: true } } });

let next = Number(from);
const tell = (text) => writeSync(1, `${text}\n`);

async function side() {
  for (;;) {
    const serial = next++;
    try {
      const tags = serial % 2 ? [serial % 5, serial % 7] : undefined;
      const some = tags === undefined ? {} : { tags };
      const filler = 'x'.repeat(1000);
      await things.insertOne({ _id: serial, serial, state: 'new', filler, ...some });
      tell(`inserted ${serial}`);
      await things.updateOne({ serial }, { $set: { state: 'old' }, $push: { tags: 9 } });
      tell(`updated ${serial}`);
      if (serial % 4 === 0) {
        await things.deleteOne({ serial });
        tell(`deleted ${serial}`);
      }
    } catch (error) {
      tell(`failed ${serial} ${error.code}`);
    }
  }
}
await Promise.all(Array.from({ length: 32 }, side));
