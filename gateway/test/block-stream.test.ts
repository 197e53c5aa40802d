import { expect, it, jest } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { openFabricChannel } from '../src/ledger/fabric-channel.js';
import { Eventer } from 'fabric-common';

/** Of nobody; the client library wants one it can read. */
const certificate = `
-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUKmGWyjRoFv+pP7spWLP6FrxjKpQwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjQwNzA2NDJaGA8yMTI2MTAzMTA3MDY0
MlowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIHx
yNbyP1XsWPL6ftjztxsJSdE2LyYUJIMdjOmFRADCa737IjoSH3UyzPAtRmGV0H3U
HGdqhagfm313sJPdGCCjUzBRMB0GA1UdDgQWBBTEzppZDFGmQXmzrWhIIABr6/am
ljAfBgNVHSMEGDAWgBTEzppZDFGmQXmzrWhIIABr6/amljAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIQCZ6rJIZQqDHOdWGP2xl4HctMKVKqFDwRIc
FYgiuinOKgIgb77pNdE7IkRJiBK9VBrXCPm0Vu1RECkP8AI3qVwn8Ho=
-----END CERTIFICATE-----
`;
const { privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const profile = {
  name: 'nobody-there',
  version: '1.0.0',
  client: { organization: 'ApprovalMSP' },
  channels: { city: { orderers: [], peers: { 'peer-approval': {} } } },
  organizations: { ApprovalMSP: { mspid: 'ApprovalMSP', peers: ['peer-approval'] } },
  // Port 1: nobody listens.
  peers: { 'peer-approval': { url: 'grpc://127.0.0.1:1' } },
};

it('says so where the profile has no peer of the own organisation', async () => {
  const identity = { mspId: 'PoliceMSP', certificate, privateKey };
  await expect(openFabricChannel(profile, identity, 'city')).rejects.toMatchObject({
    code: 'LEDGER_PROFILE_WRONG',
  });
});

it('leaves no connection behind where the peer cannot be reached', async () => {
  const check = jest.spyOn(Eventer.prototype, 'checkConnection');
  const identity = { mspId: 'ApprovalMSP', certificate, privateKey };
  const channel = await openFabricChannel(profile, identity, 'city');
  const nothing = (): void => undefined;
  await expect(channel.blocks('newest', nothing, nothing)).rejects.toThrow('not reachable');
  const [eventer] = check.mock.contexts as { service?: unknown }[];
  expect(eventer?.service).toBeNull();
  channel.close();
});
