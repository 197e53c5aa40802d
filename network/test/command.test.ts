import { expect, it } from '@jest/globals';
import { runCommand, tryCommand } from '../src/command.js';

it('a failure is a value, with what both outputs say', async () => {
  const result = await tryCommand('/bin/sh', ['-c', 'echo out; echo err >&2; exit 3']);
  expect(result).toEqual({ ok: false, output: 'out\nerr\n' });
  await expect(tryCommand('/nonexistent', [])).resolves.toMatchObject({
    ok: false,
    output: expect.stringContaining('ENOENT'),
  });
});

it('the error names the deed and the last error, not the manual behind it', async () => {
  const script =
    'echo "Error: no such channel"; echo "Usage:"; echo "  --flag  what it does"; exit 1';
  await expect(runCommand('/bin/sh', ['-c', script, 'channel', 'join'])).rejects.toMatchObject({
    code: 'COMMAND_FAILED',
    message: expect.stringMatching(/^命令 sh channel join 失败：Error: no such channel · /),
  });
});

it('the environment is what is given, besides PATH and HOME', async () => {
  process.env['CORE_PEER_ADDRESS'] = 'elsewhere';
  try {
    const output = await runCommand('/usr/bin/env', [], { environment: { A: '1' } });
    expect(output).toMatch(/^A=1$/m);
    expect(output).not.toContain('elsewhere');
  } finally {
    delete process.env['CORE_PEER_ADDRESS'];
  }
});
