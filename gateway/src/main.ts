#!/usr/bin/env node
import { readConfig } from './config.js';
import { openGateway } from './service/open-gateway.js';

/** After this long whatever still runs is given up. */
const graceMs = 8000;

function report(error: unknown): void {
  console.error(new Date().toISOString(), error);
}

async function main(): Promise<void> {
  const file = process.env['YINZHAO_GATEWAY_CONFIG'];
  if (file === undefined || file === '') throw new Error('YINZHAO_GATEWAY_CONFIG is missing');
  const gateway = await openGateway(readConfig(file), report);
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), graceMs).unref();
    void gateway.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  console.log(`gateway ready at ${gateway.listening.url}`);
}

main().catch((error: unknown) => {
  report(error);
  process.exit(1);
});
