import { existsSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { SignerError } from './errors.js';
import type { Signer } from './signer.js';
import { makePrivateFolder } from './storage/files.js';
import { decodeRequest, encodeRefusal, perform } from './wire/answer.js';
import { encodeFrame, FrameReader } from './wire/frame.js';

/** Each may hold a frame of 16 MiB. */
const maximumClients = 16;
/** Requests of one client under way; more wait in its socket. */
const maximumUnderWay = 32;
/** What a path of a Unix socket can hold on every system. */
const maximumPath = 103;

export interface ServeOptions {
  /** Is told of what should not happen. */
  readonly report: (error: unknown) => void;
  /** Milliseconds a begun frame may take, however busily it drips. */
  readonly frameTime?: number;
  /** Milliseconds without any request, after which a client is let go; it may come again. */
  readonly idleTime?: number;
}

export interface SignerServer {
  /** No new requests; those under way are answered. */
  readonly close: () => Promise<void>;
}

/**
 * Answers on a Unix socket that only this user can reach.
 * @throws SignerError PERMISSIONS_WRONG, SETTING_WRONG, SOCKET_TAKEN, STORAGE_FAILED
 */
export async function serveSigner(
  signer: Signer,
  path: string,
  options: ServeOptions,
): Promise<SignerServer> {
  if (Buffer.byteLength(path) > maximumPath) {
    throw new SignerError('SETTING_WRONG', `the path of a socket has at most ${maximumPath} bytes`);
  }
  await makePrivateFolder(dirname(path));
  await removeStale(path);
  const sessions = new Set<Session>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const session = openSession(signer, socket, options, sessions.size < maximumClients);
    sessions.add(session);
    socket.on('close', () => sessions.delete(session));
  });
  await listen(server, path);
  // The folder has kept others out since before the socket was there.
  await chmod(path, 0o600);
  return {
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.all([...sessions].map((session) => session.end()));
      await closed;
    },
  };
}

/** Whoever was killed leaves its socket behind; one that answers belongs to another signer. */
async function removeStale(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const answered = await new Promise<boolean>((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
  if (answered) throw new SignerError('SOCKET_TAKEN', `another signer answers at ${path}`);
  await rm(path);
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new SignerError('SOCKET_TAKEN', `cannot listen at ${path}`, { cause }));
    });
    server.listen(path, resolve);
  });
}

interface Session {
  /** Waits for the answers under way and closes. */
  readonly end: () => Promise<void>;
}

function openSession(
  signer: Signer,
  socket: Socket,
  { report, frameTime = 10_000, idleTime = 600_000 }: ServeOptions,
  welcome: boolean,
): Session {
  const reader = new FrameReader();
  const underWay = new Set<Promise<void>>();
  let ending = false;

  const write = (content: Uint8Array): void => {
    if (!socket.writable) return;
    // Who asks and does not read gets no more.
    if (!socket.write(encodeFrame(content))) socket.pause();
  };
  const hangUp = (): void => {
    socket.end();
    socket.destroySoon();
  };
  /** Reads no more; what was asked before is answered first. */
  const leave = (error: unknown): void => {
    ending = true;
    void Promise.all(underWay).then(() => {
      write(encodeRefusal(0, error));
      hangUp();
    });
  };
  const answer = async (frame: Uint8Array): Promise<void> => {
    let id = 0;
    try {
      const request = decodeRequest(frame, (seen) => (id = seen));
      write(await perform(signer, request));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) report(error);
      // Without a number nobody would know whom the refusal concerns.
      if (id === 0) leave(error);
      else write(encodeRefusal(id, error));
    }
  };
  const flow = (): void => {
    const full = underWay.size >= maximumUnderWay || socket.writableNeedDrain;
    if (full) socket.pause();
    else if (!ending) socket.resume();
  };
  let deadline: NodeJS.Timeout | undefined;
  const setDeadline = (frames: number): void => {
    if (frames > 0 || !reader.isInside) {
      clearTimeout(deadline);
      deadline = undefined;
    }
    if (reader.isInside) deadline ??= setTimeout(() => socket.destroy(), frameTime);
  };
  const take = (bytes: Uint8Array): void => {
    if (ending) return;
    try {
      const frames = reader.push(bytes);
      setDeadline(frames.length);
      for (const frame of frames) {
        const running = answer(frame).finally(() => {
          underWay.delete(running);
          flow();
        });
        underWay.add(running);
      }
    } catch (error) {
      leave(error);
    }
    flow();
  };

  socket.on('error', () => socket.destroy());
  socket.on('drain', flow);
  socket.on('end', () => {
    void Promise.all(underWay).then(() => socket.end());
  });
  socket.on('close', () => {
    clearTimeout(deadline);
  });
  socket.setTimeout(idleTime, () => {
    if (underWay.size === 0) socket.destroy();
  });
  if (welcome) {
    socket.on('data', take);
  } else {
    leave(new SignerError('SIGNER_BUSY', `more than ${maximumClients} clients`));
  }
  return {
    end: async () => {
      ending = true;
      socket.pause();
      await Promise.all(underWay);
      hangUp();
    },
  };
}
