import { openSample } from '@yinzhao/e2e/open-sample';
import { signGroup } from '@yinzhao/e2e/groups';
import { anchorBatch, composeBatch, readHead } from '@yinzhao/gateway';

const { ledger, body, engine, close } = await openSample(process.argv[2] ?? '.yinzhao/network');
const licence = new TextEncoder().encode('示例食品经营许可证 0001 (invented)');
const entries = [{ kind: 1, object: engine.sm3(licence) }]; // only digests go on the ledger
const group = signGroup(body, 1, { entries }); // SM2, by the department's key
const batch = composeBatch(body.log, await readHead(ledger, body.log), [group], engine);
const [place] = await anchorBatch(ledger, batch, engine);
const [again] = await anchorBatch(ledger, batch, engine); // sent twice, anchored once
const { size, root } = await readHead(ledger, body.log);
console.log(`${body.log}: leaf ${place.first}; sent again: leaf ${again.first}`);
console.log(`size ${size}, root ${Buffer.from(root).toString('hex')}`);
close();
