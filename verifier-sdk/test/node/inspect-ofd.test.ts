import { describe, expect, it } from '@jest/globals';
import { inspectOfd, isArchive } from '../../src/node/inspect-ofd.js';
import { signDocument, smallDocument, zipPackage, type Package } from '../ofd/sample.js';

function inspect(bytes: Uint8Array): { code: number; content: unknown; complaints: string } {
  const out: string[] = [];
  const complaints: string[] = [];
  const code = inspectOfd(bytes, {
    print: (text) => out.push(text),
    complain: (text) => complaints.push(text),
  });
  const { content } = JSON.parse(out.join('\n')) as { content: unknown };
  return { code, content, complaints: complaints.join('\n') };
}

describe('yinzhao inspect of an OFD file', () => {
  it('shows pages, signatures and parts, and says that nothing is judged', () => {
    const bytes = zipPackage(signDocument(smallDocument));
    expect(isArchive(bytes)).toBe(true);
    const { code, content, complaints } = inspect(bytes);
    expect([code, complaints]).toEqual([0, expect.stringContaining('未作判断')]);
    expect(content).toMatchObject({
      isClosed: true,
      findings: [],
      info: { title: '示例许可证' },
      pages: [{ id: '1' }],
      signatures: [{ id: 's1', mode: 'continued', covers: 3, misses: [] }],
    });
  });

  it('names what is not covered, in Chinese and English', () => {
    const parts: Package = { ...signDocument(smallDocument), 'a.bin': 'x' };
    expect(inspect(zipPackage(parts)).content).toMatchObject({
      isClosed: false,
      findings: [{ code: 'OFD_PART_UNREACHED', zh: '包内有未被签名保护的其他文件', path: 'a.bin' }],
    });
  });

  it('says why an archive is none', () => {
    expect(inspect(zipPackage(smallDocument).subarray(0, 100)).content).toMatchObject({
      isClosed: false,
      findings: [{ code: 'ZIP_MALFORMED' }],
      parts: [],
    });
  });
});
