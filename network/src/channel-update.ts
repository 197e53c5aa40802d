import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.js';
import { networkFiles } from './layout.js';
import { ordererParameters, runPeer } from './peer-command.js';
import { makeFolder } from './private-file.js';
import type { Site } from './site.js';

/** A channel's configuration as configtxlator writes it: groups in groups, each with values. */
export interface ConfigurationGroup {
  groups?: Record<string, ConfigurationGroup>;
  values?: Record<string, { value: Record<string, unknown> }>;
}

interface ConfigurationBlock {
  /** The number is left out where it is 0. */
  header: { number?: string };
  data: { data: [{ payload: { data: { config: { channel_group: ConfigurationGroup } } } }] };
}

/**
 * Changes the channel's configuration with the signature of one organisation's administrator, and returns
 * when the change is ordered.
 * @param change - changes the groups in place; nothing is sent where it changes nothing
 * @returns the number of the block that holds the channel's configuration now
 * @throws NetworkError `COMMAND_FAILED`, also where the administrator may not change this
 */
export async function updateChannel(
  site: Site,
  organisation: string,
  change: (channel: ConfigurationGroup) => void,
): Promise<number> {
  const { work } = networkFiles(site.folder);
  makeFolder(work);
  const folder = mkdtempSync(join(work, 'update-'));
  try {
    const before = await fetchConfiguration(site, organisation, folder);
    const changed = structuredClone(before.config);
    change(changed.channel_group);
    if (JSON.stringify(changed) === JSON.stringify(before.config)) return before.block;
    const update = await computeUpdate(site, folder, before.config, changed);
    const { channel } = site.state.topology;
    const orderer = await ordererParameters(site);
    await runPeer(site, organisation, [
      'channel',
      'update',
      '-c',
      channel,
      '-f',
      update,
      ...orderer,
    ]);
    return (await fetchConfiguration(site, organisation, folder)).block;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fetchConfiguration(site: Site, organisation: string, folder: string) {
  const { channel } = site.state.topology;
  const block = join(folder, 'config.block');
  const orderer = await ordererParameters(site);
  await runPeer(site, organisation, [
    'channel',
    'fetch',
    'config',
    block,
    '-c',
    channel,
    ...orderer,
  ]);
  const decoded = join(folder, 'config.json');
  await translate(site, 'proto_decode', 'common.Block', block, decoded);
  const { header, data } = JSON.parse(readFileSync(decoded, 'utf8')) as ConfigurationBlock;
  return { block: Number(header.number ?? 0), config: data.data[0].payload.data.config };
}

/** @returns the file of an unsigned envelope with the difference of both configurations */
async function computeUpdate(
  site: Site,
  folder: string,
  original: object,
  updated: object,
): Promise<string> {
  const { channel } = site.state.topology;
  const file = (name: string) => join(folder, name);
  for (const [name, config] of Object.entries({ original, updated })) {
    writeFileSync(file(`${name}.json`), JSON.stringify(config));
    await translate(site, 'proto_encode', 'common.Config', file(`${name}.json`), file(name));
  }
  await runCommand(site.binaries.configtxlator, [
    ...['compute_update', '--channel_id', channel, '--output', file('update')],
    ...['--original', file('original'), '--updated', file('updated')],
  ]);
  await translate(site, 'proto_decode', 'common.ConfigUpdate', file('update'), file('update.json'));
  const envelope = {
    payload: {
      // 2: CONFIG_UPDATE
      header: { channel_header: { channel_id: channel, type: 2 } },
      data: { config_update: JSON.parse(readFileSync(file('update.json'), 'utf8')) as object },
    },
  };
  writeFileSync(file('envelope.json'), JSON.stringify(envelope));
  await translate(site, 'proto_encode', 'common.Envelope', file('envelope.json'), file('envelope'));
  return file('envelope');
}

function translate(site: Site, deed: string, type: string, input: string, output: string) {
  const parameters = [deed, '--type', type, '--input', input, '--output', output];
  return runCommand(site.binaries.configtxlator, parameters);
}
