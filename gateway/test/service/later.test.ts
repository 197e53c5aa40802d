import { describe, expect, it } from '@jest/globals';
import { SignerError, type SignerClient } from '@yinzhao/signer';
import { openLater, type Openable } from '../../src/service/later.js';
import { signerWhile } from '../../src/service/signer-while.js';
import { until } from '../until.js';

/** A close that counts. */
const counted = (count: () => number) => async (): Promise<void> => {
  count();
  return Promise.resolve();
};
const pending = new Promise<void>(() => undefined);
const options = { pauseMs: 1, report: () => undefined, isFinal: () => false };

describe('what is opened later', () => {
  it('is tried until it opens, and says meanwhile what keeps it back', async () => {
    let tries = 0;
    let closed = 0;
    const opened: Openable = { ended: pending, close: counted(() => closed++) };
    const told: string[] = [];
    const open = async (): Promise<Openable> => {
      if (++tries < 3) {
        await Promise.resolve();
        throw new Error(`try ${tries}`);
      }
      return opened;
    };
    const report = (error: unknown): void => {
      told.push(`${String(error)}, ${String(later.failure())}`);
    };
    const later = openLater(open, { ...options, report });
    expect([later.now(), later.failure()]).toEqual([null, null]);
    await until(() => later.now() === opened);
    expect(told).toEqual(['Error: try 1, Error: try 1', 'Error: try 2, Error: try 2']);
    expect(later.failure()).toBeNull();
    await later.close();
    expect([tries, closed]).toEqual([3, 1]);
  });

  it('is not opened where nobody waits for it any more', async () => {
    let closed = 0;
    let finish: (one: Openable) => void = () => undefined;
    const later = openLater(() => new Promise<Openable>((resolve) => (finish = resolve)), options);
    const closing = later.close();
    finish({ ended: pending, close: counted(() => closed++) });
    await closing;
    expect([later.now(), closed]).toEqual([null, 1]);
  });
});

describe('a signer', () => {
  it('signs for the logs only as long as they are followed', async () => {
    const sign = (): Promise<Uint8Array> => Promise.resolve(Uint8Array.of(1));
    const real = { signGroup: sign, signCheckpoint: sign, cosign: sign, holderIndex: sign };
    let end: (error: Error) => void = () => undefined;
    const followed = new Promise<void>((_resolve, reject) => (end = reject));
    const signer = signerWhile(followed, real as unknown as SignerClient);
    const none = new Uint8Array();
    const calls = [
      () => signer.signGroup(none),
      () => signer.signCheckpoint(none, []),
      () => signer.cosign(none, [], none),
    ];
    for (const call of calls) expect(await call()).toEqual(Uint8Array.of(1));
    end(new Error('the end'));
    await followed.catch(() => undefined);
    for (const call of calls) await expect(call()).rejects.toThrow('the end');
    expect(await signer.holderIndex([])).toEqual(Uint8Array.of(1));
  });
  it('that has lost what it signed with one certificate keeps the others waiting for nothing', async () => {
    const answers: Promise<null>[] = [
      Promise.reject(new SignerError('STATE_LOST', 'rotate it')),
      Promise.reject(new SignerError('SIGNER_UNAVAILABLE', 'gone')),
    ];
    const real = { lastGroup: () => answers.shift() };
    const signer = signerWhile(new Promise(() => undefined), real as unknown as SignerClient);
    expect(await signer.lastGroup(new Uint8Array())).toBeNull();
    await expect(signer.lastGroup(new Uint8Array())).rejects.toMatchObject({
      code: 'SIGNER_UNAVAILABLE',
    });
  });
});
