import { readBlock, type BlockMessage, type LedgerBlock } from './fabric-messages.js';

type DeliverResponse =
  | { readonly Type: 'block'; readonly block: BlockMessage }
  | { readonly Type: 'status'; readonly status: number };

/** Fabric's deliver service, as a stream that gives messages and takes one request. */
export interface DeliverStream {
  on(event: 'data', handler: (response: DeliverResponse) => void): void;
  on(event: 'error', handler: (error: Error) => void): void;
  on(event: 'end', handler: () => void): void;
  write(envelope: unknown): void;
}

/**
 * Asks for blocks and hands them on.
 * @param request - signed
 * @param onBlock - called in order
 * @param onEnd - called once, unless the stream was stopped before
 * @returns what stops it: nothing is handed on any more
 */
export function followDeliver(
  stream: DeliverStream,
  request: unknown,
  onBlock: (block: LedgerBlock) => void,
  onEnd: (error: Error) => void,
): () => void {
  let ended = false;
  const end = (error: Error): void => {
    if (ended) return;
    ended = true;
    onEnd(error);
  };
  stream.on('data', (response) => {
    if (ended) return;
    if (response.Type === 'block') onBlock(readBlock(response.block));
    else end(new Error(`deliver status ${response.status}`));
  });
  stream.on('error', end);
  stream.on('end', () => {
    end(new Error('the peer has ended the stream'));
  });
  stream.write(request);
  return () => {
    ended = true;
  };
}
