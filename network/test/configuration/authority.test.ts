import { expect, it } from '@jest/globals';
import {
  mspAuthorityConfiguration,
  tlsAuthorityConfiguration,
} from '../../src/configuration/authority.js';

const plan = {
  organisation: 'approval',
  port: 20_045,
  operationsPort: 20_046,
  registrar: { name: 'registrar', secret: 's' },
  mspConfiguration: '/net/msp-ca.yaml',
};

it('the process listens with TLS on loopback and holds a second CA', () => {
  expect(tlsAuthorityConfiguration(plan)).toMatchObject({
    address: '127.0.0.1',
    port: 20_045,
    tls: { enabled: true },
    cafiles: ['/net/msp-ca.yaml'],
    operations: { listenAddress: '127.0.0.1:20046' },
  });
});

it('both CAs have names of their own, and only registrars that were asked for', () => {
  const both = [tlsAuthorityConfiguration(plan), mspAuthorityConfiguration(plan)] as {
    ca: { name: string };
    csr: { cn: string };
    registry: { identities: { name: string; pass: string }[] };
  }[];
  expect(new Set(both.map(({ ca }) => ca.name)).size).toBe(2);
  expect(new Set(both.map(({ csr }) => csr.cn)).size).toBe(2);
  for (const { registry } of both) {
    expect(registry.identities).toMatchObject([{ name: 'registrar', pass: 's' }]);
  }
});
