import { expect, it } from '@jest/globals';
import { setRevocationList } from '../src/revocation.js';
import type { ConfigurationGroup } from '../src/channel-update.js';

function member(name: string): ConfigurationGroup {
  return { values: { MSP: { value: { config: { name, revocation_list: ['old'] } } } }, groups: {} };
}

it('the list is replaced wherever the organisation stands, and nowhere else', () => {
  const channel: ConfigurationGroup = {
    groups: {
      Application: {
        groups: { ApprovalMSP: member('ApprovalMSP'), PoliceMSP: member('PoliceMSP') },
      },
      Orderer: { groups: { ApprovalMSP: member('ApprovalMSP') } },
    },
  };
  const expected = structuredClone(channel);
  for (const group of ['Application', 'Orderer']) {
    const value = expected.groups?.[group]?.groups?.['ApprovalMSP']?.values?.['MSP']?.value as {
      config: { revocation_list: string[] };
    };
    value.config.revocation_list = ['new'];
  }
  setRevocationList(channel, 'ApprovalMSP', 'new');
  expect(channel).toEqual(expected);
});
