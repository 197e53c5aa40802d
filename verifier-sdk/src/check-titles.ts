import type { BothLanguages } from './check-texts.js';
import type { CheckName } from './verdict.js';

const names: Readonly<Record<CheckName, readonly [zh: string, en: string]>> = {
  format: ['格式', 'Format'],
  trust: ['信任名单', 'Trust bundle'],
  issuer: ['签发者', 'Issuer'],
  certificate: ['签发证书', 'Certificate'],
  authority: ['签发权限', 'Authority'],
  signature: ['签名', 'Signature'],
  fields: ['字段', 'Fields'],
  inclusion: ['上链', 'Inclusion'],
  receipt: ['回执', 'Receipt'],
  checkpoint: ['检查点', 'Checkpoint'],
  continuity: ['连续性', 'Continuity'],
  status: ['状态', 'Status'],
  clock: ['时钟', 'Clock'],
  freshness: ['时效', 'Freshness'],
  validity: ['有效期', 'Period'],
  holder: ['持证人', 'Holder'],
  acceptance: ['受理条件', 'Acceptance'],
};

/** What a check is called, in a word or two, for a list of all checks. */
export function checkTitle(name: CheckName): BothLanguages {
  const [zh, en] = names[name];
  return { zh, en };
}
