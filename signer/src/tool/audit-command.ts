import type { ChainPosition } from '../audit/read-chain.js';
import { verifyAudit } from '../audit/verify-audit.js';
import { wrong } from './files.js';
import type { Surroundings } from './surroundings.js';
import type { Words } from './words.js';

/** @throws SignerError AUDIT_BROKEN, COMMAND_WRONG */
export async function auditCommand(
  { operands, options }: Words,
  { print, engine }: Pick<Surroundings, 'print' | 'engine'>,
): Promise<void> {
  const [deed = '', folder = ''] = operands;
  if (deed !== 'verify') wrong(`没有此命令 · no such command: audit ${deed}`);
  const known = positionOf(options.get('known'));
  const from = positionOf(options.get('from'));
  const wish = { ...(known && { known }), ...(from && { from }) };
  const { line, previous } = await verifyAudit(folder, engine.sm3, wish);
  print(`完整 ok: 至第 ${line} 行 · up to line ${line}`);
  print(`下次核对 · to be known the next time: --known ${line}:${previous}`);
}

function positionOf(text: string | undefined): ChainPosition | null {
  if (text === undefined) return null;
  const [, line, previous] = /^([1-9][0-9]{0,11}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (previous === undefined) return wrong(`不是 行号:SM3 · not LINE:SM3: ${text}`);
  return { line: Number(line), previous };
}
