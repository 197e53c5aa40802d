import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ledgerCodes } from '@yinzhao/chaincode';
import { gatewayCodes, storeCodes } from '@yinzhao/gateway';
import { signerCodes } from '@yinzhao/signer';
import { verifierCodes } from '@yinzhao/verifier/errors';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'errors.md'), 'utf8');
const sections = new Map(
  page.split(/^## /m).map((section) => {
    const rows = [...section.matchAll(/^\| `([A-Z_0-9]+)` \| ([^|]+) \| ([^|]+) \|$/gm)];
    return [/\(`([a-z-]+)`/.exec(section)?.[1] ?? '', rows.map(([, code]) => code)];
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
    expect(sections.get(name)).toEqual([...codes]);
  });
});
