import { describe, expect, it } from '@jest/globals';
import { nodeEngine } from '../src/node/engine.js';
import { toHex } from '../src/format/bytes.js';
import { publicKeyOf, sign, verify } from './reference/sm2.js';
describe('x', () => { it('signs the standard example', () => {
  const d = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8n;
  const k = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21n;
  const m = new TextEncoder().encode('message digest');
  const sig = sign(d, m, k);
  expect(toHex(sig)).toBe('f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa');
  expect(verify(publicKeyOf(d), m, sig)).toBe(true);
  expect(nodeEngine().verify(publicKeyOf(d), m, sig)).toBe(true);
});});
