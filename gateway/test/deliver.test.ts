import { EventEmitter } from 'node:events';
import { expect, it } from '@jest/globals';
import { followDeliver } from '../src/ledger/deliver.js';
import type { BlockMessage } from '../src/ledger/fabric-messages.js';

const block = (number: number): { Type: 'block'; block: BlockMessage } => ({
  Type: 'block',
  block: {
    header: { number, previous_hash: new Uint8Array(32), data_hash: new Uint8Array(32) },
    data: { data: [] },
    metadata: { metadata: [] },
  },
});

/** A stream that is told what to give, with all that came of it. */
function follow(): {
  stream: EventEmitter;
  asked: unknown[];
  blocks: number[];
  ends: string[];
  stop: () => void;
} {
  const asked: unknown[] = [];
  const blocks: number[] = [];
  const ends: string[] = [];
  const stream = Object.assign(new EventEmitter(), {
    write: (request: unknown) => {
      asked.push(request);
    },
  });
  const stop = followDeliver(
    stream,
    'request',
    ({ number }) => blocks.push(number),
    ({ message }) => ends.push(message),
  );
  return { stream, asked, blocks, ends, stop };
}

it('asks once and hands blocks on in order', () => {
  const { stream, asked, blocks, ends } = follow();
  for (const number of [7, 8]) stream.emit('data', block(number));
  expect({ asked, blocks, ends }).toEqual({ asked: ['request'], blocks: [7, 8], ends: [] });
});

it('is at its end once, whatever comes after', () => {
  const { stream, blocks, ends } = follow();
  stream.emit('data', { Type: 'status', status: 404 });
  stream.emit('data', block(7));
  stream.emit('error', new Error('the connection has gone'));
  stream.emit('end');
  expect({ blocks, ends }).toEqual({ blocks: [], ends: ['deliver status 404'] });
});

it.each(['error', 'end'])('says how it ended: %s', (event) => {
  const { stream, ends } = follow();
  stream.emit(event, new Error('the connection has gone'));
  expect(ends).toEqual([
    event === 'error' ? 'the connection has gone' : 'the peer has ended the stream',
  ]);
});

it('hands nothing on after it was stopped', () => {
  const { stream, blocks, ends, stop } = follow();
  stream.emit('data', block(7));
  stop();
  stream.emit('data', block(8));
  stream.emit('error', new Error('the connection has gone'));
  expect({ blocks, ends }).toEqual({ blocks: [7], ends: [] });
});
