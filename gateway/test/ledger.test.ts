import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ledgerOn, type Ledger } from '../src/ledger/ledger.js';
import { Unreachable } from '../src/ledger/unreachable.js';
import {
  approval,
  endorsed,
  market,
  police,
  refused,
  scriptedChannel,
  transaction,
  type ScriptedChannel,
  type ScriptedOptions,
} from './scripted-channel.js';
import { until } from './until.js';

const timeouts = { endorseMs: 100, orderMs: 100, resendMs: 60, sends: 3 };
const success = { status: 'SUCCESS', info: '' };
const newest = (channel: ScriptedChannel): string =>
  channel.sent.at(-1)?.[1].replace('envelope of ', '') ?? '';

async function open(
  options: ScriptedOptions,
): Promise<{ channel: ScriptedChannel; ledger: Ledger }> {
  const channel = scriptedChannel(options);
  return {
    channel,
    ledger: await ledgerOn(channel, { chaincode: 'log', endorsements: 2, timeouts }),
  };
}

/** An orderer that has the transaction committed with these codes, one per time it is sent. */
const committing = (codes: readonly string[]): ScriptedOptions => {
  const left = [...codes];
  return {
    onOrder: (_orderer, channel) => {
      const id = newest(channel);
      setTimeout(() => {
        channel.deliver([transaction(id, left.shift() ?? 'VALID')]);
      });
      return success;
    },
  };
};

describe('submitting', () => {
  it('resolves with the commit', async () => {
    const { ledger } = await open(committing(['VALID']));
    await expect(ledger.submit('f', [])).resolves.toMatchObject({
      transactionId: 'tx-1',
      block: 1,
    });
    ledger.close();
  });

  it('sends the same envelope again where no commit comes', async () => {
    let times = 0;
    const { channel, ledger } = await open({
      onOrder: (_orderer, scripted) => {
        // The orderer dies with the first one in its memory.
        if (++times === 2) scripted.deliver([transaction('tx-1', 'VALID')]);
        return success;
      },
    });
    await expect(ledger.submit('f', [])).resolves.toMatchObject({ transactionId: 'tx-1' });
    expect(channel.sent.map(([, envelope]) => envelope)).toEqual([
      'envelope of tx-1',
      'envelope of tx-1',
    ]);
    ledger.close();
  });

  it('takes the first code where the same envelope came twice', async () => {
    const { ledger } = await open({
      onOrder: (_orderer, channel) => {
        channel.deliver([transaction('tx-1', 'DUPLICATE_TXID')]);
        channel.deliver([transaction('tx-1', 'VALID')]);
        return success;
      },
    });
    await expect(ledger.submit('f', [])).resolves.toMatchObject({ block: 2 });
    ledger.close();
  });

  it('does not say what it does not know', async () => {
    const { channel, ledger } = await open({});
    await expect(ledger.submit('f', [])).rejects.toMatchObject({
      code: 'LEDGER_TIMEOUT',
      transactionId: 'tx-1',
    });
    expect(channel.sent).toHaveLength(timeouts.sends);
    ledger.close();
  });

  it('goes to the next orderer where one is down, and stays with it', async () => {
    const { channel, ledger } = await open({
      onOrder: (orderer, scripted) => {
        if (orderer === 'orderer-1') throw new Error('ECONNREFUSED');
        const id = newest(scripted);
        setTimeout(() => {
          scripted.deliver([transaction(id, 'VALID')]);
        });
        return success;
      },
    });
    await ledger.submit('f', []);
    await ledger.submit('f', []);
    expect(channel.sent.map(([orderer]) => orderer)).toEqual([
      'orderer-1',
      'orderer-2',
      'orderer-2',
    ]);
    ledger.close();
  });

  it('waits for orderers that have no leader', async () => {
    let times = 0;
    const { ledger } = await open({
      onOrder: (_orderer, channel) => {
        if (++times <= 2) return { status: 'SERVICE_UNAVAILABLE', info: 'no Raft leader' };
        channel.deliver([transaction('tx-1', 'VALID')]);
        return success;
      },
    });
    await expect(ledger.submit('f', [])).resolves.toMatchObject({ transactionId: 'tx-1' });
    expect(times).toBe(3);
    ledger.close();
  });

  it('endorses anew after a conflict with another writer', async () => {
    const { ledger } = await open(committing(['MVCC_READ_CONFLICT', 'VALID']));
    await expect(ledger.submit('f', [])).resolves.toMatchObject({ transactionId: 'tx-2' });
    ledger.close();
  });

  it('gives up on a conflict that does not end', async () => {
    const { ledger } = await open(
      committing(Array.from({ length: 20 }, () => 'MVCC_READ_CONFLICT')),
    );
    await expect(ledger.submit('f', [])).rejects.toMatchObject({ code: 'LEDGER_CONFLICT' });
    ledger.close();
  });

  it('reports a transaction that peers found invalid', async () => {
    const { ledger } = await open(committing(['BAD_PAYLOAD']));
    await expect(ledger.submit('f', [])).rejects.toMatchObject({
      code: 'LEDGER_INVALID',
      transactionId: 'tx-1',
    });
    ledger.close();
  });

  it.each([
    ['LEDGER_ACCESS_DENIED', 'FORBIDDEN', 'implicit policy evaluation failed'],
    ['LEDGER_IDENTITY_EXPIRED', 'BAD_REQUEST', 'broadcast client identity expired'],
    ['LEDGER_INVALID', 'BAD_REQUEST', 'message payload exceeds maximum allowed'],
  ])('%s where an orderer answers %s: %s', async (code, status, info) => {
    const { channel, ledger } = await open({ onOrder: () => ({ status, info }) });
    await expect(ledger.submit('f', [])).rejects.toMatchObject({ code });
    expect(channel.sent.map(([orderer]) => orderer)).toEqual(['orderer-1', 'orderer-2']);
    ledger.close();
  });

  it('goes to the next orderer where one does not know the channel', async () => {
    const { channel, ledger } = await open({
      onOrder: (orderer, scripted) => {
        if (orderer === 'orderer-1') return { status: 'NOT_FOUND', info: 'channel not found' };
        const id = newest(scripted);
        setTimeout(() => {
          scripted.deliver([transaction(id, 'VALID')]);
        });
        return success;
      },
    });
    await ledger.submit('f', []);
    await ledger.submit('f', []);
    expect(channel.sent.map(([orderer]) => orderer)).toEqual([
      'orderer-1',
      'orderer-2',
      'orderer-2',
    ]);
    ledger.close();
  });

  it('does not take a refusal for the fate of what an orderer took before', async () => {
    let times = 0;
    const { ledger } = await open({
      onOrder: () => (++times === 1 ? success : { status: 'FORBIDDEN', info: 'expired meanwhile' }),
    });
    await expect(ledger.submit('f', [])).rejects.toMatchObject({
      code: 'LEDGER_TIMEOUT',
      transactionId: 'tx-1',
    });
    ledger.close();
  });

  it('waits for a peer that is a block behind', async () => {
    let asked = 0;
    const { ledger } = await open({
      ...committing(['VALID']),
      answers: (peer) =>
        peer === approval || ++asked > 4 ? endorsed(peer) : endorsed(peer, `behind ${asked}`),
    });
    await expect(ledger.submit('f', [])).resolves.toMatchObject({ block: 1 });
    ledger.close();
  });

  const upgrading =
    "chaincode cache at sequence 2 but current sequence is 1, chaincode definition for 'log' changed during invoke";

  it('waits for a peer that puts another definition into effect', async () => {
    let asked = 0;
    const { ledger } = await open({
      ...committing(['VALID']),
      answers: (peer) => (++asked > 4 ? endorsed(peer) : refused(peer, upgrading)),
    });
    await expect(ledger.submit('f', [])).resolves.toMatchObject({ block: 1 });
    ledger.close();
  });

  it('so does a query', async () => {
    let asked = 0;
    const { ledger } = await open({
      answers: (peer) => (++asked > 2 ? endorsed(peer) : refused(peer, upgrading)),
    });
    await expect(ledger.query('f', [])).resolves.toEqual(endorsed(approval).result);
    ledger.close();
  });

  it('passes a refusal on and orders nothing', async () => {
    const { channel, ledger } = await open({
      answers: (peer) => refused(peer, 'LOG_FOREIGN: not yours'),
    });
    await expect(ledger.submit('f', [])).rejects.toMatchObject({
      name: 'LedgerError',
      code: 'LOG_FOREIGN',
    });
    expect(channel.sent).toEqual([]);
    ledger.close();
  });

  it('ends with LEDGER_CLOSED and what to look for where the connection is closed meanwhile', async () => {
    const { ledger } = await open({});
    const submitting = ledger.submit('f', []);
    setTimeout(ledger.close, 10);
    await expect(submitting).rejects.toMatchObject({
      code: 'LEDGER_CLOSED',
      transactionId: 'tx-1',
    });
  });

  it('takes an orderer that does not answer for one that may have the transaction', async () => {
    let times = 0;
    const { ledger } = await open({
      onOrder: () => {
        if (++times === 1) throw new Error('REQUEST TIMEOUT');
        return { status: 'FORBIDDEN', info: 'expired meanwhile' };
      },
    });
    await expect(ledger.submit('f', [])).rejects.toMatchObject({
      code: 'LEDGER_TIMEOUT',
      transactionId: 'tx-1',
    });
    ledger.close();
  });

  it('takes an orderer that was not reached for one that has nothing', async () => {
    const { channel, ledger } = await open({
      onOrder: (orderer) => {
        if (orderer === 'orderer-1') throw new Unreachable('orderer-1 is not reachable');
        return { status: 'FORBIDDEN', info: 'no writer' };
      },
    });
    await expect(ledger.submit('f', [])).rejects.toMatchObject({ code: 'LEDGER_ACCESS_DENIED' });
    expect(channel.sent).toHaveLength(2);
    ledger.close();
  });
});

describe('a peer whose endorsement the channel does not accept', () => {
  /** Commits what none of these has endorsed. */
  const refusing = (bad: readonly string[]): ScriptedOptions => ({
    onOrder: (_orderer, channel) => {
      const endorsers = channel.proposals.at(-1)?.used ?? [];
      const code = endorsers.some((name) => bad.includes(name))
        ? 'ENDORSEMENT_POLICY_FAILURE'
        : 'VALID';
      const id = newest(channel);
      setTimeout(() => {
        channel.deliver([transaction(id, code)]);
      });
      return success;
    },
  });
  const used = ({ proposals }: ScriptedChannel): string[] =>
    proposals.map((proposal) => proposal.used.join(' '));

  it.each([
    ['another', police, ['peer-approval peer-market']],
    ['the own one', approval, ['peer-approval peer-market', 'peer-police peer-market']],
  ])('is found by leaving it out, and asked last from then on: %s', async (_who, bad, found) => {
    const { channel, ledger } = await open(refusing([bad.name]));
    await expect(ledger.submit('f', [])).resolves.toMatchObject({ answer: expect.anything() });
    expect(used(channel)).toEqual(['peer-approval peer-police', ...found]);
    await ledger.submit('f', []);
    expect(used(channel).at(-1)).toBe(found.at(-1));
    ledger.close();
  });

  it('is trusted again when it has endorsed something that was committed', async () => {
    const bad = [police.name];
    let down = '';
    const { channel, ledger } = await open({
      ...refusing(bad),
      answers: (peer) => (peer.name === down ? new Error('down') : endorsed(peer)),
    });
    await ledger.submit('f', []);
    bad.pop();
    down = market.name;
    await ledger.submit('f', []);
    down = '';
    await ledger.submit('f', []);
    expect(used(channel)).toEqual([
      'peer-approval peer-police',
      'peer-approval peer-market',
      'peer-approval peer-police',
      'peer-approval peer-police',
    ]);
    ledger.close();
  });

  it('is not gone round where too few others are left', async () => {
    const { channel, ledger } = await open({
      ...refusing([police.name]),
      answers: (peer) => (peer === market ? new Error('down') : endorsed(peer)),
    });
    await expect(ledger.submit('f', [])).rejects.toMatchObject({
      code: 'LEDGER_INVALID',
      transactionId: 'tx-1',
    });
    expect(channel.sent).toHaveLength(1);
    ledger.close();
  });

  it('is looked for a bounded number of times', async () => {
    const { channel, ledger } = await open(refusing([approval, police, market].map((p) => p.name)));
    await expect(ledger.submit('f', [])).rejects.toMatchObject({
      code: 'LEDGER_INVALID',
      transactionId: 'tx-1',
    });
    expect(channel.sent.length).toBeLessThanOrEqual(3);
    ledger.close();
  });

  it('does not count where its signature is wrong: nothing invalid is ordered', async () => {
    const { channel, ledger } = await open({
      ...committing(['VALID']),
      answers: (peer) =>
        peer === police
          ? { ...endorsed(peer), endorsement: endorsed(peer, 'other payload').endorsement }
          : endorsed(peer),
    });
    await expect(ledger.submit('f', [])).resolves.toMatchObject({ transactionId: 'tx-1' });
    expect(used(channel)).toEqual(['peer-approval peer-market']);
    ledger.close();
  });
});

describe('closing', () => {
  it('ends every watch when it is done with the block in hand', async () => {
    const { channel, ledger } = await open({});
    const saved: number[] = [];
    const position = {
      load: () => Promise.resolve(0),
      save: (next: number) => Promise.resolve(void saved.push(next)),
    };
    const releases: (() => void)[] = [];
    const hold = (): Promise<void> => new Promise((resolve) => releases.push(resolve));
    const watches = await Promise.all([1, 2].map(() => ledger.watch(position, hold)));
    await until(() => releases.length === 2);
    ledger.close();
    for (const release of releases) release();
    await Promise.all(watches.map(({ ended }) => ended));
    expect(saved).toEqual([1, 1]);
    channel.deliver([]);
    await setImmediate();
    expect(saved).toEqual([1, 1]);
    const late = await ledger.watch(position, () => Promise.resolve());
    await late.ended;
  });
});

describe('opening', () => {
  it('leaves nothing open where the channel cannot be used', async () => {
    let closed = 0;
    const channel = {
      ...scriptedChannel(),
      blocks: () => {
        throw new Error('no such peer');
      },
      close: () => {
        closed++;
      },
    };
    const opening = ledgerOn(channel, { chaincode: 'log', endorsements: 2, timeouts });
    await expect(opening).rejects.toThrow('no such peer');
    expect(closed).toBe(1);
  });

  it('does not wait for ever for a peer that is down', async () => {
    const channel = {
      ...scriptedChannel(),
      blocks: () => Promise.reject(new Error('not reachable')),
    };
    const opening = ledgerOn(channel, {
      chaincode: 'log',
      endorsements: 2,
      timeouts: { ...timeouts, openMs: 50 },
    });
    await expect(opening).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
  });
});

describe('the commit watch', () => {
  it('comes back after its stream broke, and finds what was committed meanwhile', async () => {
    const { channel, ledger } = await open({
      onOrder: (_orderer, scripted) => {
        if (scripted.opened.length > 1) return success;
        scripted.breakStream(new Error('the peer has ended the stream'));
        scripted.deliver([transaction('tx-1', 'VALID')]);
        return success;
      },
    });
    await expect(ledger.submit('f', [])).resolves.toMatchObject({ block: 1 });
    expect(channel.opened).toEqual(['newest', 1]);
    ledger.close();
  });

  it('ends where the own peer has lost what it has shown, and so does every submit', async () => {
    const { channel, ledger } = await open({});
    channel.deliver([]);
    channel.reset(1);
    // Opened again where it was, then at the newest to compare.
    await until(() => channel.opened.length === 3);
    await setImmediate();
    await expect(ledger.submit('f', [])).rejects.toMatchObject({
      code: 'LEDGER_HISTORY_BROKEN',
      transactionId: 'tx-1',
    });
    ledger.close();
  });

  it('ends where the peer does not admit us, and so does every submit that waits', async () => {
    const { channel, ledger } = await open({
      onOrder: (_orderer, scripted) => {
        scripted.breakStream(new Error('deliver status 403'));
        return success;
      },
    });
    await expect(ledger.submit('f', [])).rejects.toMatchObject({ code: 'LEDGER_ACCESS_DENIED' });
    expect(channel.opened).toEqual(['newest']);
    ledger.close();
  });
});
