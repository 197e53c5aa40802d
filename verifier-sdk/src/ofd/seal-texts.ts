import type { BothLanguages, CheckText } from '../check-texts.js';
import type { DocumentSealCheckName, SealCheckCode } from './seal-checks.js';

const advice = {
  refuse: ['不予受理；向用章单位核实', 'refuse; ask the body whose seal it is'],
  alarm: ['不予受理；保留文件并报告安全负责人', 'refuse; keep the file and report it'],
  newFile: ['请对方重新提供文件', 'have the file sent again'],
  newSeal: ['请用章单位重新制章后再签章', 'the body has its seal made anew and seals again'],
  revocations: ['更新吊销名单后再核验', 'get the current revocation list and verify again'],
  proof: [
    '取得签章在吊销前已存在的证明（如上链回执）后再核验',
    'verify again with a proof, such as a receipt of a log, that it was sealed before',
  ],
  administrator: ['联系管理员检查信任配置', 'the administrator checks what is trusted here'],
  note: ['可以受理；注意此提示', 'may be accepted; mind this notice'],
  otherCheck: ['先处理其他未通过的检查', 'see to the other checks first'],
} as const satisfies Record<string, readonly [string, string]>;

const texts: Readonly<Record<SealCheckCode, readonly [string, string, keyof typeof advice]>> = {
  DATA_HASH_WRONG: ['文件与签章时不同', 'the document is not the one that was sealed', 'alarm'],
  DOCUMENT_EXTENSION_UNKNOWN: [
    '签章含未知的关键扩展项',
    'the document seal has a critical extension that is not known',
    'refuse',
  ],
  DOCUMENT_SEAL_FORMAT_WRONG: ['不是电子签章数据', 'not a document seal', 'newFile'],
  DOCUMENT_SIGNATURE_WRONG: [
    '签章签名值不符',
    'not signed by the key of the certificate in it',
    'alarm',
  ],
  MAKER_CERTIFICATE_MALFORMED: [
    '制章者证书不是国密证书',
    'the certificate of the maker of the seal is no SM2 certificate',
    'refuse',
  ],
  MAKER_CHAIN_BROKEN: [
    '制章者证书不能追溯到可信根',
    'the certificate of the maker of the seal leads to no trusted root',
    'alarm',
  ],
  MAKER_EXPIRED_SINCE: [
    '制章者证书此后已到期',
    'the certificate of the maker of the seal has ended since',
    'note',
  ],
  MAKER_NOT_FOR_SIGNING: [
    '制章者证书不得用于签名',
    'the certificate of the maker of the seal is not for signing',
    'alarm',
  ],
  MAKER_OUT_OF_PERIOD: [
    '制章者证书不在有效期内',
    'the certificate of the maker of the seal had not begun or had ended',
    'refuse',
  ],
  MAKER_REVOCATION_OLD: [
    '制章者证书的吊销名单已过期',
    'the revocation list for the maker of the seal is out of date',
    'revocations',
  ],
  MAKER_REVOCATION_UNKNOWN: [
    '没有制章者证书的吊销名单',
    'there is no revocation list for the maker of the seal',
    'revocations',
  ],
  MAKER_REVOKED: [
    '制章者证书已被吊销',
    'the certificate of the maker of the seal was revoked',
    'refuse',
  ],
  MAKER_REVOKED_SINCE: [
    '制章者证书此后被吊销',
    'the certificate of the maker of the seal was revoked since',
    'note',
  ],
  MAKER_REVOKED_TIME_UNPROVEN: [
    '制章者证书已被吊销，无法证明印章制于吊销之前',
    'the certificate of the maker was revoked, and nothing proves that the seal is older',
    'proof',
  ],
  MAKER_UNKNOWN: [
    '制章者不在信任名单内',
    'the maker of the seal is none of those who are trusted to make seals',
    'alarm',
  ],
  PROPERTY_INFO_WRONG: [
    '签章保护的不是此位置的文件',
    'the document seal is about a file at another place',
    'alarm',
  ],
  SEALING_TIME_AHEAD: [
    '签章时间晚于核验时刻或存在证明，不足一天',
    'the sealing time is ahead of the clock or of the proof by less than a day',
    'note',
  ],
  SEALING_TIME_UNKNOWN: [
    '签章时间无法识别',
    'the sealing time is in a form that names no instant',
    'refuse',
  ],
  SEALING_TIME_WRONG: [
    '签章时间晚于核验时刻或存在证明',
    'the sealing time is ahead of the clock or of the proof by more than a day',
    'refuse',
  ],
  SEAL_CREATED_LATER: [
    '印章制作时间晚于使用时间或印章到期时间',
    'the seal was made after it was used, or after its own end',
    'alarm',
  ],
  SEAL_DATES_DIFFER: [
    '印章制作时间晚于使用时间，不足一天',
    'the seal was made after it was used by less than a day',
    'note',
  ],
  SEAL_EXPIRED: ['印章已到期', 'the seal had ended', 'refuse'],
  SEAL_EXPIRED_SINCE: ['印章在签章后已到期', 'the seal has ended since', 'note'],
  SEAL_EXTENSION_UNKNOWN: [
    '印章含未知的关键扩展项',
    'the seal has a critical extension that is not known',
    'refuse',
  ],
  SEAL_FORMAT_WRONG: ['不是电子印章', 'not an electronic seal', 'newFile'],
  SEAL_NOT_JUDGED: [
    '其他检查未通过，未检查此项',
    'not judged, another check is in the way',
    'otherCheck',
  ],
  SEAL_NOT_YET_VALID: ['印章尚未生效', 'the seal had not begun', 'refuse'],
  SEAL_SIGNATURE_WRONG: [
    '印章签名值不符：印章被改动',
    'the maker has not signed this seal: it was changed',
    'alarm',
  ],
  SEAL_START_NEAR: [
    '使用时间早于印章生效，不足一天',
    'the seal was used less than a day before it began',
    'note',
  ],
  SIGNER_CERTIFICATE_MALFORMED: [
    '签章者证书不是国密证书',
    'the certificate of the signer is no SM2 certificate',
    'refuse',
  ],
  SIGNER_CHAIN_BROKEN: [
    '签章者证书不能追溯到可信根',
    'the certificate of the signer leads to no trusted root',
    'alarm',
  ],
  SIGNER_EXPIRED_SINCE: [
    '签章者证书在签章后已到期',
    'the certificate of the signer has ended since',
    'note',
  ],
  SIGNER_NOT_FOR_SIGNING: [
    '签章者证书不得用于签名',
    'the certificate of the signer is not for signing',
    'alarm',
  ],
  SIGNER_NOT_LISTED: [
    '签章者不在印章的证书列表内，无权使用此印章',
    'the signer is none of those who may use this seal',
    'alarm',
  ],
  SIGNER_OUT_OF_PERIOD: [
    '签章时签章者证书不在有效期内',
    'the certificate of the signer had not begun or had ended at the sealing time',
    'refuse',
  ],
  SIGNER_RENEWED: [
    '签章者证书已更换，印章未随之重制',
    'the signer has another certificate than the seal lists: it was renewed and the seal was not',
    'newSeal',
  ],
  SIGNER_REVOCATION_OLD: [
    '签章者证书的吊销名单已过期',
    'the revocation list for the signer is out of date',
    'revocations',
  ],
  SIGNER_REVOCATION_UNKNOWN: [
    '没有签章者证书的吊销名单',
    'there is no revocation list for the signer',
    'revocations',
  ],
  SIGNER_REVOKED: [
    '签章时签章者证书已被吊销',
    'the certificate of the signer was revoked at the sealing time',
    'refuse',
  ],
  SIGNER_REVOKED_SINCE: [
    '签章者证书在签章后被吊销',
    'the certificate of the signer was revoked since',
    'note',
  ],
  SIGNER_REVOKED_TIME_UNPROVEN: [
    '签章者证书已被吊销，无法证明签章早于吊销',
    'the certificate of the signer was revoked, and nothing proves that it was sealed before',
    'proof',
  ],
  TIME_STAMP_NOT_JUDGED: [
    '含时间戳，未核验，不作为依据',
    'there is a time stamp, which was not verified and nothing rests on',
    'note',
  ],
};

/** What a code says, and what the clerk does next. */
export function sealCheckText(code: SealCheckCode): CheckText {
  const [zh, en, what] = texts[code];
  const [adviceZh, adviceEn] = advice[what];
  return { zh, en, advice: { zh: adviceZh, en: adviceEn } };
}

const titles: Readonly<Record<DocumentSealCheckName, readonly [zh: string, en: string]>> = {
  documentFormat: ['签章格式', 'Format of the document seal'],
  documentExtensions: ['签章扩展项', 'Extensions of the document seal'],
  documentSignature: ['签章签名值', 'Signature of the document seal'],
  signerListed: ['签章者授权', 'Signer in the seal'],
  sealFormat: ['印章格式', 'Format of the seal'],
  sealExtensions: ['印章扩展项', 'Extensions of the seal'],
  sealSignature: ['印章签名值', 'Signature of the seal'],
  maker: ['制章者', 'Maker'],
  makerChain: ['制章者证书链', 'Chain of the maker'],
  makerUsage: ['制章者密钥用法', 'Key usage of the maker'],
  makerPeriod: ['制章者证书有效期', 'Period of the maker'],
  makerRevocation: ['制章者证书吊销', 'Revocation of the maker'],
  sealPeriod: ['印章有效期', 'Period of the seal'],
  sealCreation: ['制章时间', 'Time of making'],
  sealTimeStamp: ['印章时间戳', 'Time stamp of the seal'],
  signerChain: ['签章者证书链', 'Chain of the signer'],
  signerUsage: ['签章者密钥用法', 'Key usage of the signer'],
  signerPeriod: ['签章者证书有效期', 'Period of the signer'],
  signerRevocation: ['签章者证书吊销', 'Revocation of the signer'],
  sealingTime: ['签章时间', 'Sealing time'],
  propertyInfo: ['签章保护位置', 'Protected place'],
  dataHash: ['原文杂凑值', 'Hash of the document'],
  timeStamp: ['签章时间戳', 'Time stamp of the document seal'],
};

/** What a check is called, in a few words, for a list of all checks. */
export function sealCheckTitle(name: DocumentSealCheckName): BothLanguages {
  const [zh, en] = titles[name];
  return { zh, en };
}
