import { describe, expect, it } from '@jest/globals';
import { decodeLicenceFile } from '@yinzhao/verifier/format/licence-file';
import { encodeStatement, statementOf, builtInPolicy } from '@yinzhao/verifier';
import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { nodeEngine } from '@yinzhao/verifier/node';
import { inputKind, scannedText, type InputKind } from '../src/input-kind.js';
import { demo, judged, verifyNames } from './vectors.js';

const kindOf = (text: string): InputKind => inputKind(encodeUtf8(text));

describe('what somebody has brought', () => {
  it('is a licence file or show code in every vector that can be decoded', () => {
    for (const name of verifyNames.filter((one) => one.startsWith('valid-'))) {
      const isShown = name.includes('-show-');
      expect([name, inputKind(judged(name).input)]).toEqual([
        name,
        isShown ? 'showCode' : 'licence',
      ]);
    }
  });

  it('is a licence file also where it is damaged further on', () => {
    const damaged = demo('licence.yzl').slice(0, 100);
    expect(() => decodeLicenceFile(damaged)).toThrow();
    expect(inputKind(damaged)).toBe('licence');
  });

  it('is a pack, a trust bundle, a statement or evidence of a fork', () => {
    const { verdict, input, sync } = judged('invalid-fork-larger');
    const policy = builtInPolicy('hall');
    const statement = statementOf(verdict, { input, sync, policy }, nodeEngine());
    expect([
      inputKind(demo('city.yzs')),
      inputKind(demo('trust.bundle')),
      inputKind(encodeStatement(statement)),
      inputKind(verdict.evidence?.[0] as Uint8Array),
    ]).toEqual(['syncPack', 'trustBundle', 'statement', 'forkEvidence']);
  });

  it('is something that is not verified here', () => {
    const zip = 'PK\u0003\u0004\u0014';
    expect(kindOf(`${zip} OFD.xml`)).toBe('ofd');
    expect(kindOf(`${zip} O OFD OFD.xmk`)).toBe('zip');
    expect(kindOf('%PDF-1.7')).toBe('pdf');
    expect(inputKind(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBe('picture');
    expect(kindOf('RIFF\u0001\u0001\u0001\u0001WEBPVP8 ')).toBe('picture');
    expect(kindOf('')).toBe('empty');
    expect(kindOf('https://licence.example/1')).toBe('unknown');
    expect(kindOf('yz1:lower case')).toBe('unknown');
  });
});

describe('the text of a scan', () => {
  it('is without what stands around it, and with a space that belongs to it', () => {
    expect(scannedText('\ufeff YZ1:AB \r\n')).toBe('YZ1:AB ');
    expect(scannedText('YZ1:AB\t')).toBe('YZ1:AB');
  });
});
