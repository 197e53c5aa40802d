// A signer in a process of its own that kills itself after a deed is done and before anybody is answered.
import { randomBytes } from 'node:crypto';
import { nodeEngine } from '@yinzhao/verifier/node';
import { openSigner } from '@yinzhao/signer';

const [folder, now, deed, ...parts] = process.argv.slice(2);
const values = parts.map((part) =>
  part.startsWith('[')
    ? JSON.parse(part).map((hash) => Buffer.from(hash, 'hex'))
    : Buffer.from(part, 'hex'),
);
const signer = await openSigner(folder, {
  engine: nodeEngine(),
  passphrase: Buffer.from('a passphrase for tests'),
  now: () => Number(now),
  random: randomBytes,
});
await signer[deed](...values);
process.kill(process.pid, 'SIGKILL');
