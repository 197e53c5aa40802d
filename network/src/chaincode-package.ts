import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** A package as Fabric installs it, and the id that every peer computes for it. */
export interface ChaincodePackage {
  bytes: Buffer;
  packageId: string;
}

/**
 * The package of a chaincode that runs as a service. It holds nothing but its label: the same bytes, and
 * so the same package id, for all organisations and on all machines.
 */
export async function packageChaincode(label: string): Promise<ChaincodePackage> {
  const metadata = { path: '', type: 'yinzhao', label };
  const code = await tarGz([['connection.json', '{}']]);
  const bytes = await tarGz([
    ['metadata.json', JSON.stringify(metadata)],
    ['code.tar.gz', code],
  ]);
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { bytes, packageId: `${label}:${hash}` };
}

async function tarGz(files: [name: string, content: string | Buffer][]): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of files) {
    archive.entry({ name, mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) }, content);
  }
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) parts.push(part as Buffer);
  // Stored, not compressed: what zlib makes of the same bytes depends on its version and the processor.
  const zipped = gzipSync(Buffer.concat(parts), { level: 0 });
  // Byte 9 of a gzip header names the operating system; 255 is "unknown" (RFC 1952).
  zipped[9] = 255;
  return zipped;
}
