// The hall terminal at a real gateway. With UPDATE_SCREENSHOTS=1 the pictures of the README are taken.
import { mkdirSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import type { OpenCity } from '@yinzhao/e2e/city/open-city';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { hasChromium } from '../../../verifier-sdk/test/browser/chromium.js';
import { openHall, type Hall } from '../../../verifier-sdk/terminal/test/browser/hall.js';
import { openSharedCity } from './open-city.js';

const pictures = join(__dirname, '..', '..', '..', 'docs', 'pictures');
const date = '2026-01-05';
const day = 86_400_000;

/** The wire between a window and its gateway, which can be cut. */
interface Wire {
  readonly origin: string;
  readonly cut: () => Promise<void>;
  readonly mend: () => Promise<void>;
}

async function openWire(url: string): Promise<Wire> {
  const { port: far } = new URL(url);
  const sockets = new Set<Socket>();
  const hold = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  let server: Server | null = null;
  let port = 0;
  const mend = async (): Promise<void> => {
    const fresh = createServer((near) => {
      const beyond = connect(Number(far), '127.0.0.1');
      for (const socket of [near, beyond]) hold(socket);
      near.pipe(beyond).pipe(near);
    });
    await new Promise<void>((resolve) => fresh.listen(port, '127.0.0.1', resolve));
    ({ port } = fresh.address() as AddressInfo);
    server = fresh;
  };
  await mend();
  return {
    origin: `http://127.0.0.1:${port}`,
    mend,
    cut: async () => {
      const closed = new Promise((resolve) => server?.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

(hasChromium ? describe : describe.skip)('a window at a gateway', () => {
  let city: OpenCity;
  let wire: Wire;
  let hall: Hall;
  beforeAll(async () => {
    city = openSharedCity();
    wire = await openWire(city.url);
    const site = { origin: wire.origin, close: wire.cut };
    hall = await openHall(site, { viewport: { width: 900, height: 600 } }, null);
  }, 60_000);
  afterAll(async () => {
    await hall.close();
    await wire.cut();
  });

  async function issue(index: number): Promise<{ identifier: string; file: Uint8Array }> {
    const { client } = city;
    const { identifier } = await client.issue(sampleLicence(index, date), `terminal-${index}`);
    await client.waitUntil(identifier, ['receipted']);
    return { identifier, file: await client.file(identifier) };
  }

  async function sync(): Promise<void> {
    await hall.press(({ settings }) => settings);
    await hall.press(({ sync: texts }) => texts.now);
    const { busy, end } = (await hall.texts()).sync;
    await hall.page.getByRole('button', { name: busy }).waitFor({ state: 'detached' });
    await hall.page.getByText(end.taken.text, { exact: true }).waitFor();
    await hall.press(({ back }) => back);
  }

  /** Once more after a sync, while the gateway has no newer checkpoint than before. */
  async function judgeUntil(file: Uint8Array, wanted: string): Promise<void> {
    for (let attempt = 0; attempt < 30; attempt++) {
      await hall.drop('licence.yzl', file);
      if ((await hall.outcome()) === wanted) return;
      await hall.page.keyboard.press('Escape');
      await hall.page.waitForTimeout(300);
      await sync();
    }
    throw new Error(`it does not become ${wanted}`);
  }

  async function picture(name: string): Promise<void> {
    expect(await hall.barriers()).toEqual([]);
    if (process.env.UPDATE_SCREENSHOTS !== '1') return;
    mkdirSync(pictures, { recursive: true });
    await hall.page.screenshot({ path: join(pictures, `terminal-${name}.png`) });
  }

  it('verifies, with the network cut too, learns of a revocation, and says when it knows too little', async () => {
    const [first, second] = [await issue(40), await issue(50)];
    await hall.setUp(toHex(city.trust.digest));
    await judgeUntil(first.file, 'valid');
    await picture('valid');

    await wire.cut();
    await hall.context.setOffline(true);
    await hall.page.reload();
    await hall.page.locator('.ready').waitFor();
    await hall.drop('licence.yzl', first.file);
    expect(await hall.outcome()).toBe('valid');
    await picture('offline');

    await wire.mend();
    await hall.context.setOffline(false);
    await city.client.changeStatus(first.identifier, 'revoke');
    await hall.page.keyboard.press('Escape');
    await sync();
    await judgeUntil(first.file, 'invalid');
    expect(await hall.codes()).toEqual(['LICENCE_REVOKED']);
    await picture('invalid');

    await wire.cut();
    await hall.context.setOffline(true);
    await hall.setTime(Date.now() + 1.5 * day);
    await hall.page.reload();
    await hall.page.locator('.bar[data-level=old]').waitFor();
    await hall.drop('licence.yzl', second.file);
    expect(await hall.outcome()).toBe('undetermined');
    expect(await hall.codes()).toEqual(['KNOWLEDGE_OLD']);
    await picture('undetermined');
    expect(hall.troubles).toEqual([]);
  }, 180_000);
});
