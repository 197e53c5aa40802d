import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ledgerCodes, ledgerTexts } from '@yinzhao/chaincode';
import { gatewayCodes, gatewayTexts, storeCodes } from '@yinzhao/gateway';
import { signerCodes, signerTexts } from '@yinzhao/signer';
import { verifierCodes } from '@yinzhao/verifier/errors';
import { verifierTexts } from '@yinzhao/verifier/node/error-texts';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'errors.md'), 'utf8');
const sections = new Map(
  page.split(/^## /m).map((section) => {
    const rows = [...section.matchAll(/^\| `([A-Z_0-9]+)` \| ([^|]+) \| ([^|]+) \|$/gm)];
    return [/\(`([a-z-]+)`/.exec(section)?.[1] ?? '', rows];
  }),
);

describe('docs/errors.md', () => {
  it.each([
    ['verifier-sdk', verifierCodes],
    ['signer', signerCodes],
    ['chaincode', ledgerCodes],
    ['gateway', gatewayCodes],
    ['store', storeCodes],
  ] as const)('explains every code of %s in two languages, and no other', (name, codes) => {
    expect(sections.get(name)?.map(([, code]) => code)).toEqual([...codes]);
  });

  it.each(['verifier-sdk', 'signer', 'chaincode', 'gateway', 'store'])(
    'says something in both languages of each code of %s',
    (name) => {
      const rows = sections.get(name) ?? [];
      expect(rows.length).toBeGreaterThan(0);
      for (const [, code, zh, en] of rows) {
        expect([code, zh]).toEqual([code, expect.stringMatching(/\p{Script=Han}/u)]);
        expect([code, en]).toEqual([code, expect.stringMatching(/^[^\p{Script=Han}]*[a-z]/u)]);
      }
    },
  );

  it.each([
    ['verifier-sdk', verifierTexts],
    ['signer', signerTexts],
    ['chaincode', ledgerTexts],
    ['gateway', gatewayTexts],
  ] as const)('says in Chinese what the tools say of the codes of %s', (name, texts) => {
    const rows = sections.get(name) ?? [];
    expect(rows.map(([, code, zh]) => [code, zh])).toEqual(Object.entries(texts));
  });
});
