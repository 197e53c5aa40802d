import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { decodeAddCheckpoint, type AddCheckpoint } from '@yinzhao/gateway';

/** What a witness does with a request instead of what it should. */
export type Lie = (request: AddCheckpoint, response: ServerResponse) => void;

/** A witness that listens where an honest one was expected. */
export interface LyingWitness {
  /** From now on. */
  readonly say: (lie: Lie) => void;
  /** How often it was asked since it was last told what to say. */
  readonly asked: () => number;
  /** Frees the port. Connections that were left hanging go on hanging until {@link LyingWitness.drop}. */
  readonly leave: () => Promise<void>;
  readonly drop: () => void;
}

/** @param url - of the gateway whose place it takes */
export async function lyingWitness(url: string): Promise<LyingWitness> {
  let lie: Lie = hang;
  let asked = 0;
  const server = createServer((request, response) => {
    void readWhole(request).then((body) => {
      // Others ask it for its log and its state of health: it answers nothing.
      if (request.url !== '/v1/witness/add-checkpoint') response.destroy();
      else {
        asked++;
        lie(decodeAddCheckpoint(body), response);
      }
    });
  });
  const { hostname, port } = new URL(url);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(Number(port), hostname, resolve);
  });
  return {
    say: (next) => {
      lie = next;
      asked = 0;
    },
    asked: () => asked,
    leave: () => {
      server.closeIdleConnections();
      server.close();
      return Promise.resolve();
    },
    drop: () => {
      server.closeAllConnections();
    },
  };
}

/** Takes the request and never answers. */
export function hang(): void {
  // Nothing: that is what it does.
}

async function readWhole(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Uint8Array.from(Buffer.concat(chunks));
}
