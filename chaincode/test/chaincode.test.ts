import { describe, expect, it, jest } from '@jest/globals';
import { encodeCbor } from '@yinzhao/verifier/format/cbor';
import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { nodeEngine } from '@yinzhao/verifier/node';
import { createChaincode } from '../src/chaincode.js';
import type { Stub } from '../src/contract.js';
import { stateFormat } from '../src/state/records.js';

const log = encodeUtf8('yinzhao/city/approval');

/** Only what a read asks of the peer; everything that needs an identity is tried on a network. */
function stub(args: readonly Uint8Array[], getState: (key: string) => Promise<Uint8Array>): Stub {
  return { getBufferArgs: () => args, getState } as unknown as Stub;
}

describe('the chaincode', () => {
  it('does not touch state of a format it does not know', async () => {
    const report = jest.fn();
    const chaincode = createChaincode(nodeEngine(), report);
    const getState = (key: string): Promise<Uint8Array> =>
      Promise.resolve(key === 'format' ? encodeCbor(stateFormat + 1) : new Uint8Array());
    const { status, message } = await chaincode.Invoke(
      stub([encodeUtf8('readHead'), log], getState),
    );
    expect([status, message?.split(':')[0]]).toEqual([500, 'STATE_FORMAT_UNKNOWN']);
    expect(report).not.toHaveBeenCalled();
  });

  it('answers a defect with INTERNAL_ERROR and tells its log what it was', async () => {
    const defect = new Error('the peer has gone');
    const report = jest.fn();
    const chaincode = createChaincode(nodeEngine(), report);
    const { status, message } = await chaincode.Invoke(
      stub([encodeUtf8('readHead'), log], () => Promise.reject(defect)),
    );
    expect(status).toBe(500);
    expect(message).toBe('INTERNAL_ERROR: the chaincode has failed; its log says why');
    expect(report).toHaveBeenCalledWith(defect);
  });

  it('reads the head of a log that nothing was appended to', async () => {
    const chaincode = createChaincode(nodeEngine(), jest.fn());
    const { status } = await chaincode.Invoke(
      stub([encodeUtf8('readHead'), log], () => Promise.resolve(new Uint8Array())),
    );
    expect(status).toBe(200);
  });

  it('has nothing to initialise', async () => {
    const { status } = await createChaincode(nodeEngine(), jest.fn()).Init(
      stub([], () => Promise.reject(new Error())),
    );
    expect(status).toBe(200);
  });
});
