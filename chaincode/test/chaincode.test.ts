import { describe, expect, it, jest } from '@jest/globals';
import { nodeEngine } from '@yinzhao/verifier/node';
import { createChaincode } from '../src/chaincode.js';
import { stateFormat } from '../src/state/records.js';
import { chaincode, log, noState, stateOf } from './reaching.js';
import { codeOf, headerExtension, stub } from './stub.js';

describe('the chaincode', () => {
  it('does not touch state of a format it does not know', async () => {
    const report = jest.fn();
    const asked = stub('readHead', [log], stateOf(stateFormat + 1));
    expect(await codeOf(createChaincode(nodeEngine(), report), asked)).toBe('STATE_FORMAT_UNKNOWN');
    expect(report).not.toHaveBeenCalled();
  });

  it('answers a defect with INTERNAL_ERROR and tells its log what it was', async () => {
    const defect = new Error('the peer has gone');
    const report = jest.fn();
    const { status, message } = await createChaincode(nodeEngine(), report).Invoke(
      stub('readHead', [log], () => Promise.reject(defect)),
    );
    expect(status).toBe(500);
    expect(message).toBe('INTERNAL_ERROR: the chaincode has failed; its log says why');
    expect(report).toHaveBeenCalledWith(defect);
  });

  it('reads the head of a log that nothing was appended to', async () => {
    expect(await codeOf(chaincode, stub('readHead', [log], noState))).toBe('OK');
  });

  it('has nothing to initialise', async () => {
    const { status } = await chaincode.Init(stub('', [], () => Promise.reject(new Error())));
    expect(status).toBe(200);
  });
});

describe('a call through another chaincode', () => {
  const state = stateOf(stateFormat);

  it.each(['anchorBatch', 'approveRecord'])('of %s is refused', async (name) => {
    expect(await codeOf(chaincode, stub(name, [log], state, 'another'))).toBe('CALL_INDIRECT');
    // The own name is let through, to the question who calls: this peer cannot say.
    expect(await codeOf(chaincode, stub(name, [log], state))).toBe('INTERNAL_ERROR');
  });

  it.each([
    ['no name at all', new Uint8Array()],
    ['an empty name', headerExtension('')],
    ['a name cut off', headerExtension('yinzhao').subarray(0, -1)],
    ['a name twice', Uint8Array.of(0x12, 6, 0x12, 1, 97, 0x12, 1, 98)],
    ['a length of several bytes', Uint8Array.of(0x12, 0x84, 0x00, 0x12, 2, 97, 97)],
    ['two chaincodes', Uint8Array.of(...headerExtension('yinzhao'), ...headerExtension('another'))],
  ])('is what %s counts as', async (_name, called) => {
    expect(await codeOf(chaincode, stub('anchorBatch', [log], state, called))).toBe(
      'CALL_INDIRECT',
    );
    expect(await codeOf(chaincode, stub('approveRecord', [log], noState, called))).toBe(
      'CALL_INDIRECT',
    );
  });

  it('is not one where the client leaves out what is empty', async () => {
    const short = Uint8Array.of(0x12, 9, 0x12, 7, ...Buffer.from('yinzhao'));
    expect(await codeOf(chaincode, stub('anchorBatch', [log], state, short))).toBe(
      'INTERNAL_ERROR',
    );
  });

  it('may read', async () => {
    expect(await codeOf(chaincode, stub('readHead', [log], state, 'another'))).toBe('OK');
  });
});
