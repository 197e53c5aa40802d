#!/usr/bin/env node
import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { visibleText } from '@yinzhao/verifier/format/plain-text';
import { nodeEngine } from '@yinzhao/verifier/node';
import { readConfig } from './config.js';
import { GatewayError } from './errors.js';
import { isCoded, tellError } from './operate/tell-error.js';
import { logText } from './service/log-text.js';
import { openGateway } from './service/open-gateway.js';

/** After this long whatever still runs is given up. */
const graceMs = 8000;

function report(error: unknown): void {
  console.error(`${new Date().toISOString()} ${logText(error)}`);
}

async function main(): Promise<void> {
  const file = process.env['YINZHAO_GATEWAY_CONFIG'];
  if (file === undefined || file === '') {
    throw new GatewayError('CONFIG_WRONG', 'YINZHAO_GATEWAY_CONFIG names no file');
  }
  const gateway = await openGateway(readConfig(file), {
    engine: nodeEngine(),
    now: Date.now,
    random: (length) => new Uint8Array(randomBytes(length)),
    newId: randomUUID,
    licenceTypes: fileURLToPath(new URL('../licence-types', import.meta.url)),
    report,
  });
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), graceMs).unref();
    gateway.close().then(
      () => process.exit(0),
      (error: unknown) => {
        report(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  console.log(`gateway ready at ${gateway.url}`);
}

/** Why the gateway does not start: its code in both languages, then its causes as the log has them. */
function startText(error: unknown): string {
  const text = logText(error);
  if (!isCoded(error)) return text;
  const head = `${error.code}: `;
  return visibleText(tellError(error, text.startsWith(head) ? text.slice(head.length) : text));
}

main().catch((error: unknown) => {
  console.error(startText(error));
  process.exit(1);
});
