/* eslint-disable max-lines -- every text of the page in one language, and nothing else */
import type { Age } from '@yinzhao/verifier/age';
import { checkTitle } from '@yinzhao/verifier';
import { maximumKeptEvidence } from '@yinzhao/verifier/format/fork-evidence';
import type { KnowledgeAge } from './knowledge-view.js';
import type { Messages } from './messages.js';
import type { EstablishedView } from './verdict-view.js';

const statuses = ['正常', '暂停', '吊销', '注销', '提前失效', '被取代'] as const;

function ago({ unit, count }: Age): string {
  const units = { now: '刚刚', minutes: '分钟前', hours: '小时前', days: '天前' };
  return unit === 'now' ? units.now : `${count} ${units[unit]}`;
}

function barText({ level, age, isTrustExpired }: KnowledgeAge): string {
  if (level === 'clockWrong') return '本机时钟不对，请校准';
  if (level === 'none' || age === null) return '尚无状态数据，请同步';
  if (isTrustExpired) return `信任名单已过期，请同步（状态截至 ${ago(age)}）`;
  const since = age.unit === 'now' ? `截至${ago(age)}` : `截至 ${ago(age)}`;
  return level === 'old' ? `状态数据过旧：${since}，请同步` : `状态数据${since}`;
}

function established(view: EstablishedView): string {
  switch (view.what) {
    case 'issued':
      return `由${view.bodyName}签发，该机构在信任名单（第 ${view.trustVersion} 版）内，有权签发`;
    case 'anchored':
      return `不晚于 ${view.time} 已登记于 ${view.org} 的日志，位置 ${view.leafIndex}；由 ${view.witnessedBy.join('、')} 见证`;
    case 'shown':
      return `持证人的设备于 ${view.time} 亮码${statedIn(view)}${view.isAnswer ? '，应答了本窗口' : ''}`;
    case 'status':
      return `截至 ${view.time}，状态：${statuses[view.value]}；由 ${view.witnessedBy.join('、')} 见证${view.continuity === 'proven' ? '，与本机此前所知连续' : '，本机首次见到该日志'}`;
  }
}

function statedIn({ purpose, audience }: Extract<EstablishedView, { what: 'shown' }>): string {
  const parts = [purpose && `用于“${purpose}”`, audience && `出示给“${audience}”`];
  const stated = parts.filter((part) => part !== null && part !== '');
  return stated.length === 0 ? '' : `，${stated.join('，')}`;
}

export const zh: Messages = {
  lang: 'zh-CN',
  language: 'zh',
  title: '证照核验',
  otherLanguage: 'English',
  skip: '跳到正文',
  settings: '设置与状态',
  back: '返回',
  close: '关闭',
  outcome: { valid: '有效', invalid: '无效', undetermined: '无法判定' },
  meaning: {
    valid: '各项检查均通过',
    invalid: '至少一项检查未通过',
    undetermined: '所知不足，不能据此认定证照无效',
  },
  archiveMeaning: '按存档要求核验：在所示时刻有效，未必现时有效',
  ago,
  bar: {
    label: '状态数据的新旧',
    text: barText,
    missing: (count) => `另有 ${count} 个日志尚无数据`,
    offline: '离线',
    archive: '存档核验',
    starting: '正在启动…',
    noTrust: '尚未设置信任名单',
  },
  waiting: {
    title: '请出示证照',
    hint: '扫描亮码，或放入证照文件',
    scanner: '扫码枪',
    scannerHint: '已就绪，直接扫描亮码',
    camera: '摄像头',
    cameraHint: '用本机摄像头扫描亮码',
    file: '选择文件',
    fileHint: '证照文件 .yzl，或同步包 .yzs',
    paste: '粘贴',
    pasteHint: '按 Ctrl+V，或在此粘贴亮码文本',
    pasteField: '亮码文本',
    pasteGo: '核验',
    drop: '松开即可核验',
  },
  camera: {
    title: '将亮码对准取景框',
    hint: '读到后自动核验',
    close: '关闭摄像头',
    next: '切换摄像头',
    light: '补光',
    closed: '久无操作，摄像头已关闭',
  },
  working: '正在核验…',
  verdict: {
    next: '下一位',
    nextHint: 'Esc',
    again: '同步后再核验',
    save: '保存核验记录',
    saved: (name) => `已保存 ${name}`,
    reasons: '原因与处置',
    advice: '处置',
    licence: '证照',
    noLicence: '签发者未得到证实，故不显示证照内容',
    unknownType: (code) => `证照（类型 ${code}）`,
    body: '签发机构',
    identifier: '证照标识',
    period: '有效期',
    noEnd: '长期',
    replaces: '取代',
    copyFor: '副本用途',
    copyExpires: '副本有效至',
    fields: '出示的内容',
    noFields: '未出示任何字段',
    unnamedField: (number) => `字段 ${number}`,
    yes: '是',
    no: '否',
    nothing: '无',
    established: '已证实',
    establishedOfInvalid: '其中已证实的部分',
    establishedLine: established,
    status: statuses,
    freshness: '时效',
    asOf: (time, age) => `状态截至 ${time}（${age}）`,
    unknownFreshness: '没有可用的状态数据',
    clockWrong: '本机时钟不准，无法说明距今多久',
    tooOld: '已超过允许的时限',
    verifiedAt: (time) => `核验于 ${time}`,
    checks: '全部检查',
    check: (name) => checkTitle(name).zh,
    checkOutcome: { passed: '通过', failed: '未通过', unknown: '未知', notApplicable: '不适用' },
    clears: (seconds) => `无操作 ${seconds} 秒后清除`,
    cleared: '上一份核验结果已清除',
  },
  told: {
    trustBundle: {
      title: '这是信任名单',
      text: '本机已有信任名单；新版本随同步包而来，并须由前一版签署，不能直接更换。',
    },
    forkEvidence: {
      conclusive: {
        title: '日志分叉的证据，结论成立',
        text: '两份检查点均由日志签名并达到见证法定数，不可能同时为真。密钥取自文件内的信任名单：请安全负责人用命令 yinzhao inspect 核对其版本和摘要。',
      },
      inconclusive: {
        title: '日志分叉的证据，仅凭此文件不能定论',
        text: '请交安全负责人，用命令 yinzhao inspect 查看。',
      },
      damaged: {
        title: '日志分叉的证据已损坏',
        text: '请向留存它的窗口重新索取。',
      },
    },
    statement: {
      title: '这是核验记录',
      text: '核验记录只说明当时的结果，不能代替证照。请出示证照文件或亮码。',
    },
    ofd: {
      title: '这是 OFD 版式文件',
      text: '本页不核验 OFD 印章。请出示随附的证照文件（.yzl）或亮码；印章请用网关或 OFD 核验工具核验。',
    },
    pdf: {
      title: '这是 PDF 文件',
      text: '本页不能核验 PDF。请出示证照文件（.yzl）或亮码。',
    },
    picture: {
      title: '这是图片',
      text: '图片不是证照。请出示证照文件（.yzl），或由持证人当面亮码。',
    },
    zip: {
      title: '这是压缩包',
      text: '请先解压，再放入其中的证照文件（.yzl）。',
    },
    empty: { title: '文件是空的', text: '请持证人重新下载证照文件。' },
    unknown: {
      title: '无法识别的文件',
      text: '既不是证照文件（.yzl），也不是同步包（.yzs）。请持证人重新下载证照文件。',
    },
  },
  otherText: {
    title: '这不是亮码',
    text: '扫到的是别的内容，例如网址或编号，不能据此核验。请持证人打开亮码后再扫。',
  },
  capture: {
    CAMERA_MISSING: { title: '没有可用的摄像头', text: '请改用扫码枪或证照文件。' },
    CAMERA_REFUSED: {
      title: '未获准使用摄像头',
      text: '请在浏览器的网站设置中允许摄像头，或改用扫码枪。',
    },
    CAMERA_BUSY: { title: '摄像头被占用', text: '请关闭占用它的程序后再试。' },
    CAMERA_INSECURE: {
      title: '此地址下不能使用摄像头',
      text: '浏览器只允许经 https 打开的页面使用摄像头。请联系管理员。',
    },
    READER_MISSING: {
      title: '读码程序尚未下载',
      text: '请联网打开一次摄像头；此后离线也能使用。',
    },
    INPUT_METHOD: {
      title: '输入法截走了扫码内容',
      text: '请把键盘切换到英文输入，再扫一次。',
    },
    FILE_TOO_LARGE: { title: '文件过大', text: '证照文件和同步包都不会超过 64 MB。' },
    FILES_SEVERAL: {
      title: '一次只能核验一份',
      text: '同时放入了多个文件，一份也没有核验。请一次放入一个文件。',
    },
    FILE_UNREADABLE: { title: '无法读取文件', text: '请确认选择的是文件，而不是文件夹。' },
  },
  noCodeInPicture: {
    title: '图片中没有读到亮码',
    text: '图片不是证照。请出示证照文件（.yzl），或由持证人当面亮码。',
  },
  setUp: {
    title: '首次设置',
    text: '请选择本市的信任名单。本机此后只相信它，以及由它签署的后续版本。',
    pinned: '本页地址已指定信任名单的指纹，只接受与之相符的一份。',
    file: '选择信任名单文件',
    gateway: '从本页所在的网关获取',
    asking: '正在获取…',
    compareTitle: '核对信任名单',
    compareText: '请与管理员经另一渠道告知的指纹逐组核对。全部相符才可接受。',
    matchesPin: '与本页地址指定的指纹相符',
    network: '网络',
    version: '版本',
    issued: '签发于',
    expires: '有效至',
    expired: '已过期；接受后请立即同步，以取得后续版本',
    bodies: '签发机构',
    fingerprint: '指纹（SM3）',
    accept: '指纹相符，接受',
    reject: '不接受',
    misaddressed: {
      title: '地址有误',
      text: '地址中 #trust= 之后应为 64 位十六进制指纹。请向管理员索取正确的地址。',
    },
    refusal: (code) => {
      const known: Readonly<Record<string, string>> = {
        SET_UP_FIRST: '请先完成首次设置，再核验证照：这份证照没有核验。',
        FILES_SEVERAL: '同时放入了多个文件，一个也没有读取。请一次放入一个文件。',
        NOT_A_BUNDLE: '这不是信任名单，也不含信任名单。',
        TRUST_PIN_DIFFERS: '这份信任名单的指纹与本页地址指定的不符，不接受。',
        TRUST_NOT_SIGNED_BY_ITSELF: '这份信任名单的签名不足，不接受。',
        GATEWAY_UNREACHABLE: '无法从网关取得信任名单。请检查网络，或选择文件。',
      };
      return known[code] ?? `信任名单已损坏或不合规则，不接受（${code}）。`;
    },
    done: '信任名单已设置',
  },
  sync: {
    title: '同步',
    now: '立即同步',
    file: '从文件同步（.yzs）',
    busy: '正在同步…',
    end: {
      taken: { title: '同步完成', text: '状态数据已更新。' },
      partly: {
        title: '同步未全部接受',
        text: '同步包的部分内容未被接受，详见各日志。稍后将再次同步。',
      },
      refused: { title: '同步包未被接受', text: '请重新获取同步包；仍不行时联系管理员。' },
      older: {
        title: '同步包比本机所知的旧',
        text: '已保留较新的数据。请取得更新的同步包。',
      },
      unreachable: {
        title: '暂时连不上网关',
        text: '核验照常进行，使用本机已有的状态数据；稍后将自动重试。',
      },
      notReady: {
        title: '网关尚无同步包',
        text: '网关还没有经见证的检查点；稍后将自动重试。',
      },
      damaged: { title: '下载的同步包不完整', text: '已丢弃；稍后将自动重试。' },
      offline: {
        title: '本机处于离线状态',
        text: '核验照常进行，使用本机已有的状态数据；联网后自动同步。',
      },
    },
    last: (time) => `上次同步 ${time}`,
    log: (org) => `${org} 的日志`,
    size: (size) => `${size} 条`,
  },
  fork: {
    title: '日志分叉：停止受理并立即报告',
    text: '本机见到同一日志的两个互相矛盾的版本，各有法定数的见证。证据已留存，请保存为文件并交安全负责人。',
    more: `证据已满 ${maximumKeptEvidence} 份，此后所见的矛盾未留存。上报并收起后，才会继续留存。`,
    save: '保存证据',
    done: '已上报，收起',
  },
  preferences: {
    title: '设置与状态',
    language: '语言 Language',
    policy: '核验要求',
    hall: '窗口：现时有效',
    archive: '存档：当时有效，不论数据新旧',
    idle: '核验结果自动清除',
    seconds: (seconds) => (seconds < 60 ? `${seconds} 秒` : `${seconds / 60} 分钟`),
    state: '本机所知',
    network: '网络',
    trust: '信任名单',
    trustUntil: '有效至',
    logs: '日志',
    logUnknown: '尚无数据',
    logUnused: '尚无签发机构使用此日志',
    version: '第',
    newer: '有新版本，下次打开时启用',
  },
  memory: {
    STATE_LOCKED: {
      title: '另一个窗口正在使用',
      text: '本页已在另一个标签页或窗口中工作。请关闭它后重试。',
    },
    STATE_ROLLED_BACK: {
      title: '本机的记忆被恢复成了旧的',
      text: '可能是从备份恢复。若是管理员有意为之，可沿用，随后立即同步；否则请报告。',
    },
    STATE_MISSING: {
      title: '本机的记忆被删除',
      text: '浏览器数据曾被清除。若是管理员有意为之，请重新设置；否则请报告。',
    },
    STATE_FOREIGN: {
      title: '本机的记忆来自另一台设备',
      text: '可能是复制了浏览器数据。若是管理员有意为之，可沿用，随后立即同步；否则请报告。',
    },
    STATE_DAMAGED: {
      title: '本机的记忆已损坏',
      text: '请联系管理员：清除本站的浏览器数据，然后重新设置。',
    },
    STORAGE_UNAVAILABLE: {
      title: '浏览器不能为本页保存数据',
      text: '请用正常窗口（而非无痕窗口）经 https 打开本页，允许保存网站数据，并留出存储空间。',
    },
  },
  adopt: '沿用并继续（管理员）',
  setUpAgain: '重新设置（管理员）',
  again: '重试',
  failed: {
    title: '本页出错',
    text: '本次没有得出结论。请重试；仍不行时联系管理员。',
  },
};
