import { expect, it } from '@jest/globals';
import { connectionDocument } from '../../src/configuration/connection.js';

it('the peer shows a certificate and gives up soon', () => {
  const credential = { certificate: 'CERT', privateKey: 'KEY' };
  expect(connectionDocument(20_050, credential, 'ROOT')).toEqual({
    address: '127.0.0.1:20050',
    dial_timeout: '3s',
    tls_required: true,
    client_auth_required: true,
    client_key: 'KEY',
    client_cert: 'CERT',
    root_cert: 'ROOT',
  });
});
