import { readFileSync } from 'node:fs';
import process from 'node:process';
import { nodeEngine } from '@yinzhao/verifier/node';
import { Shim } from 'fabric-shim';
import { createChaincode } from './chaincode.js';

/**
 * Room for whatever a peer takes from its clients (100 MiB), which it passes on twice, as input and as signed proposal:
 * a message that is too large here ends the stream, and with it every transaction that is on its way in it.
 */
const maximumMessageBytes = 256 << 20;

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    console.error(`缺少环境变量 ${name} · environment variable ${name} is missing`);
    process.exit(2);
  }
  return value;
}

function report(error: unknown): void {
  console.error(error);
}

const server = Shim.server(createChaincode(nodeEngine(), report), {
  ccid: setting('CHAINCODE_ID'),
  address: setting('CHAINCODE_SERVER_ADDRESS'),
  tlsProps: {
    key: readFileSync(setting('CORE_CHAINCODE_TLS_KEY_FILE')),
    cert: readFileSync(setting('CORE_CHAINCODE_TLS_CERT_FILE')),
    // Naming a client CA is what makes the server ask peers for their certificate.
    clientCACerts: readFileSync(setting('CORE_CHAINCODE_TLS_CLIENT_CACERT_FILE')),
  },
  'grpc.max_receive_message_length': maximumMessageBytes,
});
await server.start();
