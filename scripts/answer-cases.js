// The verifier of this repository behind the protocol of docs/conformance.md, as any other one stands behind it.
import { createInterface } from 'node:readline';
import { decodeState, parsePolicy, verify } from '@yinzhao/verifier';
import { nodeEngine } from '@yinzhao/verifier/node';

const engine = nodeEngine();
const bytesOf = (digits) => digits && Buffer.from(digits, 'hex');

function answer({ id, layer, input, sync, state, at, policy, challenge }) {
  if (layer !== 'verify') return { id, skipped: true };
  const knowledge = { sync: bytesOf(sync), state: state && decodeState(bytesOf(state)) };
  const demand = {
    at,
    policy: parsePolicy(JSON.stringify(policy)),
    engine,
    challenge: bytesOf(challenge),
  };
  const { outcome, checks } = verify(Buffer.from(input, 'hex'), knowledge, demand);
  const open = checks.filter(({ code }) => code !== null);
  return { id, outcome, codes: Object.fromEntries(open.map(({ name, code }) => [name, code])) };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
}
