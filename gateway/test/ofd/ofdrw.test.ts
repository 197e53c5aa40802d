// Another implementation reads what we write. Left out unless OFDRW_CLASSPATH names the jars of ofdrw, which
// `mvn -f gateway/test/ofd/ofdrw/pom.xml dependency:build-classpath -Dmdep.outputFile=FILE` fetches and writes to FILE.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { elements, readPackage, readXml, textsOf } from './read-package.js';
import { codes, documentBytes, prepared, sampleLicence } from './sample-document.js';

const classpath = process.env.OFDRW_CLASSPATH ?? '';
const program = join(__dirname, 'ofdrw', 'ExtractText.java');

(classpath === '' ? describe.skip : describe)('ofdrw (left out without OFDRW_CLASSPATH)', () => {
  it.each(codes)('opens the document of %s and finds every text of it', (code) => {
    const folder = mkdtempSync(join(tmpdir(), 'yinzhao-ofdrw-'));
    try {
      const file = join(folder, 'licence.ofd');
      const fields = code.endsWith('001')
        ? { scope: '食品销售（仅为示例）；A&<B>"'.repeat(20) }
        : {};
      const bytes = documentBytes(prepared(code), sampleLicence(code, fields));
      writeFileSync(file, bytes);
      const told = execFileSync('java', ['-cp', classpath, program, file], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const parts = readPackage(bytes);
      const page = readXml(parts.get('Doc_0/Pages/Page_0/Content.xml'));
      const texts = elements(page, 'ofd:TextObject').flatMap((one) => textsOf(one, 'ofd:TextCode'));
      const [title] = textsOf(readXml(parts.get('OFD.xml')), 'ofd:Title');
      expect(told.trimEnd().split('\n')).toEqual([`1 1 ${String(title)}`, ...texts]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
