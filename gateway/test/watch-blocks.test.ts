import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { watchBlocks, type BlockPosition } from '../src/ledger/watch-blocks.js';
import { scriptedChannel } from './scripted-channel.js';
import { until } from './until.js';

function memoryPosition(start = 0): BlockPosition & { saved: number[] } {
  const saved: number[] = [];
  return {
    saved,
    load: () => Promise.resolve(start),
    save: (next) => {
      saved.push(next);
      return Promise.resolve();
    },
  };
}

/** A step that somebody waits for. */
function step(): { readonly taken: Promise<void>; readonly take: () => void } {
  let take: () => void = () => undefined;
  const taken = new Promise<void>((resolve) => (take = resolve));
  return { taken, take };
}

describe('watching blocks', () => {
  it('hands them over one at a time and saves the position after each', async () => {
    const channel = scriptedChannel();
    const position = memoryPosition();
    const events: string[] = [];
    const watch = await watchBlocks(channel, position, async ({ number }) => {
      events.push(`begin ${number}`);
      await sleep(5);
      events.push(`end ${number}`);
    });
    await until(() => events.length > 0);
    channel.deliver([]);
    channel.deliver([]);
    await until(() => position.saved.length === 3);
    watch.close();
    await watch.ended;
    expect(events).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2']);
    expect(position.saved).toEqual([1, 2, 3]);
  });

  it('lets the block in hand finish when it is closed', async () => {
    const channel = scriptedChannel();
    const position = memoryPosition();
    const [begun, gate] = [step(), step()];
    const watch = await watchBlocks(channel, position, async () => {
      begun.take();
      await gate.taken;
    });
    await begun.taken;
    watch.close();
    gate.take();
    await watch.ended;
    expect(position.saved).toEqual([1]);
  });

  it('does not pass over a block that is missing', async () => {
    const channel = scriptedChannel({ pruned: true });
    const position = memoryPosition();
    const watch = await watchBlocks(channel, position, () => Promise.resolve());
    await until(() => position.saved.length === 1);
    channel.breakStream(new Error('gone'));
    channel.deliver([]);
    channel.deliver([]);
    await expect(watch.ended).rejects.toMatchObject({ code: 'LEDGER_HISTORY_BROKEN' });
  });

  it('does not wait for blocks that the own peer is not going to have for long', async () => {
    const channel = scriptedChannel();
    const watch = await watchBlocks(channel, memoryPosition(100), () => Promise.resolve());
    await expect(watch.ended).rejects.toMatchObject({ code: 'LEDGER_HISTORY_BROKEN' });
  });

  it('waits for the block after the newest', async () => {
    const channel = scriptedChannel();
    const seen: number[] = [];
    const watch = await watchBlocks(channel, memoryPosition(1), ({ number }) =>
      Promise.resolve(void seen.push(number)),
    );
    await sleep(150);
    channel.deliver([]);
    await until(() => seen.length > 0);
    watch.close();
    await watch.ended;
    expect(seen).toEqual([1]);
  });

  it('waits for a peer that does not know the channel yet', async () => {
    const channel = scriptedChannel();
    for (let i = 0; i < 4; i++) channel.deliver([]);
    const seen: number[] = [];
    const blocks = channel.blocks;
    let times = 0;
    const starting: typeof channel = {
      ...channel,
      blocks: (start, onBlock, onEnd) => {
        if (++times > 2) return blocks(start, onBlock, onEnd);
        queueMicrotask(() => {
          onEnd(new Error('deliver status 404'));
        });
        return Promise.resolve({ close: () => undefined });
      },
    };
    const watch = await watchBlocks(starting, memoryPosition(2), ({ number }) =>
      Promise.resolve(void seen.push(number)),
    );
    await until(() => seen.length === 3);
    channel.deliver([]);
    await until(() => seen.length === 4);
    watch.close();
    await watch.ended;
    expect(seen).toEqual([2, 3, 4, 5]);
  });

  it('does not read on in the middle of a chain that was begun anew', async () => {
    const channel = scriptedChannel();
    channel.deliver([]);
    const saved: [number, Uint8Array][] = [];
    const position: BlockPosition = {
      load: () => Promise.resolve(saved.at(-1)?.[0] ?? 0),
      hash: () => Promise.resolve(saved.at(-1)?.[1] ?? null),
      save: (...last) => Promise.resolve(void saved.push(last)),
    };
    const before = await watchBlocks(channel, position, () => Promise.resolve());
    await until(() => saved.length === 2);
    before.close();
    await before.ended;
    expect(saved.map(([next]) => next)).toEqual([1, 2]);
    channel.reset(5);
    const after = await watchBlocks(channel, position, () => Promise.resolve());
    await expect(after.ended).rejects.toMatchObject({ code: 'LEDGER_HISTORY_BROKEN' });
    expect(saved.map(([next]) => next)).toEqual([1, 2]);
  });

  it('nor while it is watching', async () => {
    const channel = scriptedChannel();
    const position = memoryPosition();
    const watch = await watchBlocks(channel, position, () => Promise.resolve());
    await until(() => position.saved.length === 1);
    channel.reset(5);
    await expect(watch.ended).rejects.toMatchObject({ code: 'LEDGER_HISTORY_BROKEN' });
  });

  it('stops taking blocks while the handler is slow, and misses none', async () => {
    const channel = scriptedChannel();
    const seen: number[] = [];
    const [begun, gate] = [step(), step()];
    const watch = await watchBlocks(channel, memoryPosition(), async ({ number }) => {
      begun.take();
      await gate.taken;
      seen.push(number);
    });
    await begun.taken;
    for (let i = 0; i < 70; i++) channel.deliver([]);
    gate.take();
    await until(() => seen.length === 71);
    // After 65 the stream was closed; it is opened again where it was closed.
    expect(seen).toEqual(Array.from({ length: 71 }, (_, i) => i));
    expect(channel.opened).toEqual([0, 65]);
    watch.close();
    await watch.ended;
  });
});
