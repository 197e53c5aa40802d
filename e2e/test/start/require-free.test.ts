import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { isGateway } from '@yinzhao/e2e/city/require-free';

let server: Server | undefined;

afterEach(() => {
  server?.close();
});

async function serve(body: string): Promise<string> {
  const listening = createServer((_request, response) => response.end(body));
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

it('a gateway that is not ready is one too', async () => {
  const health = { ready: false, parts: { ledger: false }, codes: {} };
  await expect(isGateway(await serve(JSON.stringify(health)))).resolves.toBe(true);
});

it.each(['hello', '{}', 'null', '[]', '{"ready":true}', '{"status":"ok"}'])(
  'a server that answers %s is none',
  async (body) => {
    await expect(isGateway(await serve(body))).resolves.toBe(false);
  },
);

it('where nobody listens there is none', async () => {
  await expect(isGateway('http://127.0.0.1:1')).resolves.toBe(false);
});
