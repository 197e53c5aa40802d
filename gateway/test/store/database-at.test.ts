import { expect, it } from '@jest/globals';
import { databaseAt } from './database-at.js';

it.each([
  ['mongodb://127.0.0.1:27017', 'mongodb://127.0.0.1:27017/own'],
  ['mongodb://127.0.0.1:27017/', 'mongodb://127.0.0.1:27017/own'],
  ['mongodb://127.0.0.1/licences', 'mongodb://127.0.0.1/own'],
  [
    'mongodb://one:1,two:2,three:3/?replicaSet=city&tls=true',
    'mongodb://one:1,two:2,three:3/own?replicaSet=city&tls=true',
  ],
  ['mongodb://me:secret@one', 'mongodb://me:secret@one/own?authSource=admin'],
  ['mongodb://me:secret@one/people', 'mongodb://me:secret@one/own?authSource=people'],
  ['mongodb+srv://me:s%40@one/?authSource=x', 'mongodb+srv://me:s%40@one/own?authSource=x'],
])('%s: tests run in a database of their own there', (uri, expected) => {
  expect(databaseAt(uri, 'own')).toBe(expected);
});

it.each(['', 'localhost', 'http://one/', 'mongodb:///licences'])('%j is no MongoDB', (uri) => {
  expect(() => databaseAt(uri, 'own')).toThrow('MONGODB_URI');
});
