// Loaded before a program that is to have no network where the system cannot take it away: whatever would reach out
// throws instead.
import dgram from 'node:dgram';
import dns from 'node:dns';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';

// Both may be sockets, and are opened when first asked for.
process.stdout.write('');
process.stderr.write('');

function refuse(): never {
  throw new Error('this process has no network');
}

for (const module of [dgram, dns, dns.promises, http, http2, https, net, tls]) {
  for (const [name, { value, configurable }] of Object.entries(
    Object.getOwnPropertyDescriptors(module as object) as Record<string, PropertyDescriptor>,
  )) {
    if (typeof value === 'function' && configurable === true) {
      Object.defineProperty(module, name, { value: refuse });
    }
  }
}
net.Socket.prototype.connect = refuse;
Object.assign(globalThis, { fetch: refuse, WebSocket: refuse });
syncBuiltinESMExports();
