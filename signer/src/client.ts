import { connect, type Socket } from 'node:net';
import { encodeCbor, type CborValue } from '@yinzhao/verifier/format/cbor';
import { SignerError } from './errors.js';
import type { Signer } from './signer.js';
import { decodeAnswer } from './wire/answer.js';
import { encodeFrame, FrameReader } from './wire/frame.js';
import { operations, type OperationName } from './wire/operations.js';

export interface ClientOptions {
  /** Milliseconds to wait for an answer; usual: 30,000. */
  readonly timeout?: number;
}

export interface SignerClient extends Signer {
  readonly close: () => void;
}

interface Pending {
  readonly resolve: (result: CborValue) => void;
  readonly reject: (error: Error) => void;
}

function unavailable(message: string, cause?: unknown): SignerError {
  return new SignerError('SIGNER_UNAVAILABLE', message, { cause });
}

/**
 * A signer behind its socket. Nothing is connected before the first call; after a failure the next call connects anew.
 * Besides its own codes every call can give SIGNER_UNAVAILABLE: what was asked may then have been done, and can be
 * asked again where the same answer is promised.
 */
export function connectSigner(path: string, options: ClientOptions = {}): SignerClient {
  const { timeout = 30_000 } = options;
  let line: Line | null = null;
  let closed = false;
  const call = async (
    operation: OperationName,
    values: readonly CborValue[],
  ): Promise<CborValue> => {
    if (closed) throw unavailable('the client is closed');
    line = line?.isOpen() === true ? line : openLine(path);
    return line.ask(operation, values, timeout);
  };
  const deeds = Object.fromEntries(
    Object.entries(operations).map(([name, { encodeArguments, decodeResult }]) => {
      const encode = encodeArguments as (...values: readonly unknown[]) => readonly CborValue[];
      const deed = async (...values: readonly unknown[]): Promise<unknown> => {
        const result = await call(name as OperationName, encode(...values));
        return understood(() => decodeResult(result));
      };
      return [name, deed];
    }),
  ) as unknown as Signer;
  return {
    ...deeds,
    close: () => {
      closed = true;
      line?.end();
    },
  };
}

function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unavailable('the answer of the signer has another form', cause);
  }
}

interface Line {
  readonly isOpen: () => boolean;
  readonly ask: (
    operation: OperationName,
    values: readonly CborValue[],
    timeout: number,
  ) => Promise<CborValue>;
  readonly end: () => void;
}

function openLine(path: string): Line {
  const socket: Socket = connect(path);
  const reader = new FrameReader();
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let open = true;

  const fail = (error: Error): void => {
    open = false;
    socket.destroy();
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  };
  const take = (bytes: Uint8Array): void => {
    try {
      for (const frame of reader.push(bytes)) {
        const { id, result, error } = decodeAnswer(frame);
        const waiting = pending.get(id);
        pending.delete(id);
        if (id === 0) fail(error ?? unavailable('an answer to nobody'));
        else if (error !== null) waiting?.reject(error);
        else waiting?.resolve(result);
      }
    } catch (cause) {
      fail(unavailable('the signer does not speak its language', cause));
    }
    keepProcess();
  };
  /** A process with nothing else to wait for may end. */
  const keepProcess = (): void => {
    if (pending.size > 0) socket.ref();
    else socket.unref();
  };
  socket.on('data', take);
  socket.on('error', (cause) => {
    fail(unavailable(`no signer at ${path}`, cause));
  });
  socket.on('close', () => {
    fail(unavailable(`the signer at ${path} has gone`));
  });

  return {
    isOpen: () => open,
    ask: (operation, values, timeout) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        const frame = encodeFrame(encodeCbor([id, operation, ...values]));
        const timer = setTimeout(() => {
          fail(unavailable(`no answer to ${operation} within ${timeout} ms`));
        }, timeout);
        pending.set(id, {
          resolve: (result) => {
            clearTimeout(timer);
            resolve(result);
          },
          reject: (error) => {
            clearTimeout(timer);
            reject(error);
          },
        });
        keepProcess();
        socket.write(frame);
      }),
    end: () => {
      fail(unavailable('the client is closed'));
    },
  };
}
