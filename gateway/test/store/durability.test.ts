import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeDocument, type Document } from '../../src/store/embedded/documents.js';
import { openEngine, type StoreEngine } from '../../src/store/embedded/engine.js';
import {
  allUnder,
  documentPrefix,
  indexPrefix,
  PREFIX_BYTES,
} from '../../src/store/embedded/storage-keys.js';
import { indexEntries } from '../../src/store/embedded/write.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yinzhao-durability-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What was acknowledged before the writer died: it is killed after so many lines, as no process may defend against. */
function acknowledged(at: string, from: number, lines: number, limit = ''): Promise<string[]> {
  const writer = join(__dirname, 'writer.mjs');
  const child = spawn('sh', ['-c', `${limit} exec node "$0" "$1" "$2"`, writer, at, String(from)]);
  let text = '';
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  child.stdout.on('data', (data: Buffer) => {
    text += data.toString();
    if (text.split('\n').length > lines) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      const whole = text.split('\n').slice(0, -1);
      if (signal === 'SIGKILL') resolve(whole);
      else reject(new Error(`the writer ended with ${code}: ${errors}`));
    });
  });
}

interface Contents {
  readonly documents: ReadonlyMap<number, Document>;
  /** Index entries without their document, and the other way round. */
  readonly stray: number;
}

async function contentsOf(engine: StoreEngine): Promise<Contents> {
  const { collection, view, close } = engine.read('things');
  if (collection === null) return { documents: new Map(), stray: 0 };
  const documents = new Map<number, Document>();
  const expected = new Set<string>();
  for await (const [key, bytes] of view.entries(
    allUnder(documentPrefix(collection.id)),
    false,
    512,
  )) {
    const document = decodeDocument(bytes);
    documents.set(document['_id'] as number, document);
    for (const index of collection.indexes) {
      for (const entry of indexEntries(index, document, key.subarray(PREFIX_BYTES))) {
        expected.add(entry.key.toString('latin1'));
      }
    }
  }
  let orphans = 0;
  for (const { id } of collection.indexes) {
    for await (const [key] of view.entries(allUnder(indexPrefix(id)), false, 512)) {
      if (!expected.delete(key.toString('latin1'))) orphans += 1;
    }
  }
  await close();
  return { documents, stray: orphans + expected.size };
}

async function inspect(at: string): Promise<Contents> {
  const engine = await openEngine(at);
  try {
    return await contentsOf(engine);
  } finally {
    await engine.close();
  }
}

/** Acknowledged lines that the store does not bear out. */
function broken({ documents }: Contents, lines: readonly string[]): string[] {
  const said = (word: string) => lines.filter((line) => line.startsWith(word)).map(serialOf);
  const deleted = new Set(said('deleted'));
  const updated = new Set(said('updated'));
  return lines.filter((line) => {
    const serial = serialOf(line);
    const document = documents.get(serial);
    if (line.startsWith('deleted')) return document !== undefined;
    if (line.startsWith('failed') || deleted.has(serial)) return false;
    // a deletion that was not acknowledged may have happened, once the update was
    if (document === undefined) return serial % 4 !== 0 || !updated.has(serial);
    return line.startsWith('updated') && document['state'] !== 'old';
  });
}

function serialOf(line: string): number {
  return Number(line.split(' ')[1]);
}

describe('what was acknowledged', () => {
  it('is there after the process was killed, again and again', async () => {
    const lines: string[] = [];
    for (const [round, count] of [400, 1700, 3100].entries()) {
      lines.push(...(await acknowledged(folder, 100_000 * round, count)));
      const contents = await inspect(folder);
      expect(broken(contents, lines)).toEqual([]);
      expect(contents.stray).toBe(0);
    }
    expect(lines.length).toBeGreaterThan(5000);
  }, 60_000);

  it('agrees with the indexes wherever the log is cut off', async () => {
    await acknowledged(folder, 0, 1500);
    const whole = await newestLog(folder);
    const sizes: number[] = [];
    for (const share of [0, 0.003, 0.11, 0.32, 0.5, 0.73, 0.97, 0.9999]) {
      const copy = `${folder}-copy`;
      await cp(folder, copy, { recursive: true });
      await truncate(join(copy, whole.name), Math.floor(whole.size * share));
      const contents = await inspect(copy);
      expect(contents.stray).toBe(0);
      sizes.push(contents.documents.size);
      await rm(copy, { recursive: true });
    }
    expect([...sizes].sort((a, b) => a - b)).toEqual(sizes);
    expect(sizes[sizes.length - 1]).toBeGreaterThan(sizes[1] ?? 0);
  }, 60_000);

  it('is there where files could not grow any further, and writing goes on', async () => {
    const lines = await acknowledged(folder, 0, 4000, 'ulimit -f 2048;');
    const failed = lines.filter((line) => line.startsWith('failed'));
    expect(failed.length).toBeGreaterThan(0);
    expect(new Set(failed.map((line) => line.split(' ')[2]))).toEqual(new Set(['STORE_FULL']));
    const contents = await inspect(folder);
    expect(broken(contents, lines)).toEqual([]);
    expect(contents.stray).toBe(0);
  }, 60_000);
});

async function newestLog(at: string): Promise<{ name: string; size: number }> {
  const logs = (await readdir(at)).filter((name) => name.endsWith('.log')).sort();
  const name = logs[logs.length - 1] ?? '';
  return { name, size: (await stat(join(at, name))).size };
}
