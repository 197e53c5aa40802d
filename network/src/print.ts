import type { Network } from './network.js';
import { organisationFiles } from './layout.js';
import { join } from 'node:path';
import type { Progress } from './progress.js';
import type { ProcessStatus } from './status.js';

export const USAGE = `用法 · Usage: npm run network -- <command>

  up        启动或补全网络 · start the network, or what is missing of it
              --topology three|four   三机构（默认）或四机构 · three organisations (default) or four
              --base-port <port>      端口段起点 · first of 200 ports
  status    进程、端口、区块高度 · processes, ports, heights
  logs      [process] [--follow]      日志末尾 · the end of the logs
  upgrade   [--label L] [--version V] [-- command …]   升级链码 · upgrade the chaincode
  revoke    <organisation> <identity>  吊销身份 · revoke an identity
  build     只准备 Fabric 程序 · only get Fabric's programs ready
  down      停止，保留账本 · stop, and keep the ledger
  reset     停止并删除全部数据 · stop, and delete everything

  --folder <folder>   数据目录，默认 .yinzhao/network · where everything lies
  FABRIC_BIN          Fabric 发布包的 bin 目录；未设则编译 2.1.1 · bin folder of a Fabric release; built (2.1.1) where unset`;

/** Whoever starts a city has more processes than these. */
export const NETWORK_ONLY =
  '仅指 Fabric 网络；签名服务和网关随 npm start 启动和停止 · the Fabric network only; signers and gateways start and end with npm start';

/** One line: Chinese, English, duration. */
export function printProgress({ chinese, english, milliseconds }: Progress): void {
  const time = milliseconds === undefined ? '' : `  ${(milliseconds / 1000).toFixed(2)} s`;
  console.log(`${chinese} · ${english}${time}`);
}

/** What one needs to know once the network is up. */
export function printConnections({ folder, topology }: Network, milliseconds: number): void {
  const seconds = (milliseconds / 1000).toFixed(1);
  console.log(`\n网络就绪，用时 ${seconds} 秒 · the network is up after ${seconds} s`);
  console.log(`通道 channel ${topology.channel}，链码 chaincode ${topology.chaincode.name}\n`);
  for (const { name, mspId, title, identities } of topology.organisations) {
    const files = organisationFiles(folder, name);
    console.log(`${title.chinese} ${name} (${mspId})`);
    console.log(`  连接配置 profile     ${files.profile}`);
    for (const identity of identities) {
      console.log(`  身份 identity        ${join(files.identities, identity.name)}`);
    }
  }
}

/** A table of all processes. */
export function printStatus(processes: ProcessStatus[]): void {
  const header = ['进程 process', '状态 state', 'pid', '端口 port', '高度 height', '内存 MB'];
  const rows = processes.map(({ name, pid, port, height, memory }) => [
    name,
    pid === null ? '停止 stopped' : '运行 running',
    pid ?? '-',
    port,
    height ?? '-',
    memory === null ? '-' : Math.round(memory / 1e6),
  ]);
  const lines = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) =>
    Math.max(...lines.map((row) => width(row[column] ?? ''))),
  );
  for (const row of lines) {
    const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)));
    console.log(cells.join('  ').trimEnd());
  }
  const total = processes.reduce((sum, { memory }) => sum + (memory ?? 0), 0);
  console.log(`\n内存合计 · memory in all: ${Math.round(total / 1e6)} MB`);
}

/** Columns on a terminal: Chinese characters take two. */
function width(text: string): number {
  return text.length + (text.match(/[\u2e80-\uffff]/g) ?? []).length;
}
