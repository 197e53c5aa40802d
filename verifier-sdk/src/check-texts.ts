import type { CheckCode } from './check-codes.js';

/** The same sentence for people who read Chinese and for people who read English. */
export interface BothLanguages {
  readonly zh: string;
  readonly en: string;
}

/** What a check's code says, and what the clerk at the window does next. */
export interface CheckText extends BothLanguages {
  readonly advice: BothLanguages;
}

/** Few things can be done at a window; each code leads to one of them. */
const advice = {
  refuse: ['不予受理；请持证人向签发机构核实', 'refuse; the holder asks the issuing body'],
  alarm: ['不予受理；保留文件并报告安全负责人', 'refuse; keep the file and report it'],
  newFile: ['请持证人重新下载证照文件', 'the holder downloads the licence file again'],
  laterFile: ['稍后重新下载证照文件再核验', 'download the licence file again later'],
  sync: ['获取最新同步包后再核验', 'get a new sync pack and verify again'],
  proof: [
    '联网与网关同步以取得证明后再核验；仍无证明则报告安全负责人',
    'sync with the gateway online, which gives the proof, and verify again; report a log that gives none',
  ],
  clock: ['校准本机时钟后再核验', 'set the clock of this device and verify again'],
  administrator: ['联系管理员检查信任配置', 'the administrator checks what this device trusts'],
  firstTrust: [
    '获取同步包后再核验；仍无法判定时联系管理员',
    'get a sync pack and verify again; if that does not help, the administrator says what to trust',
  ],
  holder: ['当面核对持证人身份', 'compare the holder with an identity document'],
  rightCopy: ['请持证人出具用于本事项的副本', 'the holder brings a copy made for this matter'],
  newCode: ['请持证人重新亮码', 'the holder shows a new code'],
  fullCode: [
    '请持证人出示完整码，或获取最新同步包',
    'the holder shows the full code, or get a new sync pack',
  ],
  provider: ['联系提供附加检查的单位', 'whoever provides the added check mends it'],
  otherCheck: ['先处理其他未通过的检查', 'see to the other checks first'],
} as const satisfies Record<string, readonly [string, string]>;

const texts: Readonly<Record<CheckCode, readonly [string, string, keyof typeof advice]>> = {
  ANCHORING_TIME_UNKNOWN: [
    '短码未证明签发证书到期前已上链',
    'the short code does not show that it was anchored before the certificate ended',
    'fullCode',
  ],
  ADDED_CHECK_BROKEN: [
    '附加检查出错，未得出结论',
    'an added check broke and has judged nothing',
    'provider',
  ],
  AUDIENCE_WRONG: [
    '副本或亮码不是给本单位使用的',
    'the copy was made, or the code shown, for somebody else',
    'rightCopy',
  ],
  BODY_WRONG: [
    '标识所列机构不是签发者',
    'the identifier names another body than the signer',
    'alarm',
  ],
  CERTIFICATE_CHAIN_BROKEN: [
    '签发证书不能追溯到可信根',
    'the issuing certificate leads to no trusted root',
    'alarm',
  ],
  CERTIFICATE_NOT_FOR_SIGNING: [
    '证书不得用于签发证照',
    'the certificate is not one for signing licences',
    'alarm',
  ],
  CERTIFICATE_OUT_OF_PERIOD: [
    '上链时签发证书不在有效期内',
    'a certificate was out of its period when the licence was anchored',
    'refuse',
  ],
  CHECKPOINT_ROLLED_BACK: [
    '同步包比本机已知的旧',
    'the sync pack is older than what this device has seen',
    'sync',
  ],
  CLOCK_WRONG: ['本机时钟早于已证实的时间', 'the clock is behind a time that was proven', 'clock'],
  CONTINUITY_UNKNOWN: [
    '同步包未证明与本机已知日志连续',
    'the pack does not show that it continues the log this device knows',
    'proof',
  ],
  COPY_EXPIRED: ['副本已过期', 'the copy has expired', 'rightCopy'],
  COSIGNATURES_EXCESS: [
    '回执的见证签名多于规定',
    'the receipt carries more cosignatures than the quorum',
    'newFile',
  ],
  COSIGNATURE_WRONG: [
    '回执的见证签名无效',
    "a witness's signature on the receipt is wrong",
    'alarm',
  ],
  CREDENTIAL_MISSING: ['文件中没有证照凭证', 'the file holds no licence', 'newFile'],
  CUT_OFF_PASSED: [
    '上链位置在签发证书截止之后',
    'anchored after the issuing certificate had ended',
    'alarm',
  ],
  EXPIRED: ['证照已过有效期', 'the licence has expired', 'refuse'],
  FIELDS_ROOT_WRONG: ['出示的字段与证照不符', 'the fields shown are not those signed', 'alarm'],
  FORK: ['日志有两个互相矛盾的版本', 'there are two versions of the log that contradict', 'alarm'],
  HOLDER_CHALLENGE_WRONG: [
    '亮码不是对本次查验的应答',
    'the code does not answer what this window has asked',
    'newCode',
  ],
  HOLDER_KEY_MISSING: ['证照未绑定持证人设备', 'the licence is bound to no device', 'holder'],
  HOLDER_PROOF_MISSING: ['未出示持证人证明', 'no proof of the holder was shown', 'holder'],
  HOLDER_PROOF_OUT_OF_TIME: ['亮码不是此刻生成的', 'the code was not made just now', 'newCode'],
  HOLDER_PROOF_WRONG: [
    '亮码未经持证人设备签署',
    'the device of the holder has not signed what is shown',
    'alarm',
  ],
  INPUT_MALFORMED: [
    '不是完好的证照文件或亮码',
    'not an intact licence file or show code',
    'newFile',
  ],
  ISSUER_OUT_OF_PERIOD: [
    '上链时该机构无签发权',
    'the body had no right to issue when the licence was anchored',
    'refuse',
  ],
  ISSUER_UNKNOWN: ['签发者不在信任名单中', 'signed by nobody this city trusts', 'alarm'],
  KNOWLEDGE_OLD: [
    '同步包过旧，不能判断现状',
    'the sync pack is too old to say what holds now',
    'sync',
  ],
  LEAF_PATH_WRONG: ['回执路径与位置不符', 'the path of the receipt fits no such place', 'newFile'],
  LICENCE_ANNULLED: ['证照已注销', 'the licence was annulled', 'refuse'],
  LICENCE_EXPIRED_EARLY: ['证照已提前失效', 'the licence was ended early', 'refuse'],
  LICENCE_REVOKED: ['证照已吊销', 'the licence was revoked', 'refuse'],
  LICENCE_SUPERSEDED: ['证照已被新证取代', 'the licence was replaced by a newer one', 'newFile'],
  LICENCE_SUSPENDED: ['证照已暂停使用', 'the licence is suspended', 'refuse'],
  LOG_KEY_OUT_OF_PERIOD: [
    '日志密钥当时无效',
    'the key of the log was not good for this checkpoint',
    'laterFile',
  ],
  LOG_KEY_UNKNOWN: ['日志密钥不在信任名单中', 'the log is none this city trusts', 'alarm'],
  LOG_WRONG: ['证照登记在其他日志', 'anchored in a log that is not the issuer’s', 'alarm'],
  NOT_JUDGED: ['因其他检查未能判断', 'could not be judged because of another check', 'otherCheck'],
  NOT_YET_VALID: ['证照尚未生效', 'the licence is not valid yet', 'refuse'],
  ORIGINAL_NOT_VALID: ['副本的原证已失效', 'the original of the copy no longer holds', 'refuse'],
  ORIGINAL_STATUS_UNKNOWN: ['原证的状态不明', 'the status of the original is not known', 'sync'],
  PURPOSE_WRONG: [
    '副本或亮码不是用于本事项',
    'the copy was made, or the code shown, for another purpose',
    'rightCopy',
  ],
  QUORUM_MISSING: [
    '见证机构不足法定数',
    'too few other organisations have witnessed the log',
    'laterFile',
  ],
  RECEIPT_MISSING: ['证照尚未上链', 'the licence has no receipt of the log yet', 'laterFile'],
  RECEIPT_SIGNATURE_WRONG: [
    '日志未签署此回执',
    'the log did not sign that this licence stands in it',
    'alarm',
  ],
  SIGNATURE_WRONG: ['签发机构签名无效', 'the signature of the issuing body is wrong', 'alarm'],
  STATUS_LIST_WRONG: [
    '状态表与检查点不符',
    'the status list is not the one that was witnessed with the log',
    'sync',
  ],
  STATUS_NOT_COVERED: [
    '证照比同步包新，状态不明',
    'the licence is newer than the sync pack',
    'sync',
  ],
  STATUS_UNKNOWN: ['没有该日志的状态信息', 'nothing is known of the status in this log', 'sync'],
  SUBTREE_ROOT_WRONG: [
    '短码所示位置不是该证照',
    'the log holds something else where the short code points',
    'alarm',
  ],
  SUBTREE_UNKNOWN: [
    '同步包不含短码所需的子树',
    'the pack does not hold the subtree that the short code leads to',
    'fullCode',
  ],
  SYNC_FOREIGN: ['同步包属于其他城市', 'the sync pack is of another network', 'sync'],
  SYNC_MALFORMED: ['同步包损坏', 'the sync pack is not intact', 'sync'],
  SYNC_SIGNATURE_WRONG: [
    '同步包的检查点签名无效',
    'a signature on the checkpoint of the pack is wrong',
    'sync',
  ],
  TRUST_DIFFERS: [
    '信任名单与检查点所指不同',
    'the trust bundle is not the one that the log names',
    'administrator',
  ],
  TRUST_EXPIRED: ['信任名单已过期', 'the trust bundle has expired', 'sync'],
  TRUST_FOREIGN: [
    '信任名单属于其他城市',
    'the trust bundle is of another network',
    'administrator',
  ],
  TRUST_OLD: ['已有更新的信任名单', 'there is a newer trust bundle than the one held', 'sync'],
  TRUST_REFUSED: [
    '新的信任名单签名不足或内容不合规则',
    'a newer trust bundle is not signed, or not made, as it has to be',
    'administrator',
  ],
  TRUST_UNKNOWN: ['没有可信的信任名单', 'no trust bundle to begin with', 'firstTrust'],
  TYPE_NOT_ACCEPTED: [
    '本处不受理此类证照',
    'this window does not take licences of this type',
    'refuse',
  ],
  TYPE_NOT_PERMITTED: ['该机构无权签发此类证照', 'the body may not issue this type', 'alarm'],
};

/** What to say of a check that has not passed, and what to do next. */
export function checkText(code: CheckCode): CheckText {
  const [zh, en, next] = texts[code];
  const [adviceZh, adviceEn] = advice[next];
  return { zh, en, advice: { zh: adviceZh, en: adviceEn } };
}
