/* eslint-disable max-lines -- every text of the page in one language, and nothing else */
import type { Age } from '@yinzhao/verifier/age';
import { checkTitle } from '@yinzhao/verifier';
import { maximumKeptEvidence } from '@yinzhao/verifier/format/fork-evidence';
import type { KnowledgeAge } from './knowledge-view.js';
import type { Messages } from './messages.js';
import type { EstablishedView } from './verdict-view.js';

const statuses = [
  'valid',
  'suspended',
  'revoked',
  'annulled',
  'expired early',
  'superseded',
] as const;

function ago({ unit, count }: Age): string {
  if (unit === 'now') return 'just now';
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit} ago`;
}

function barText({ level, age, isTrustExpired }: KnowledgeAge): string {
  if (level === 'clockWrong') return 'The clock of this device is wrong: set it';
  if (level === 'none' || age === null) return 'Nothing is known of statuses yet: sync';
  if (isTrustExpired) return `The trust bundle has expired: sync (statuses of ${ago(age)})`;
  return level === 'old' ? `Statuses too old: of ${ago(age)}, sync` : `Statuses of ${ago(age)}`;
}

function established(view: EstablishedView): string {
  switch (view.what) {
    case 'issued':
      return `Issued by ${view.bodyName}, which trust bundle ${view.trustVersion} names and entitles`;
    case 'anchored':
      return `Anchored in the log of ${view.org} by ${view.time}, at place ${view.leafIndex}; witnessed by ${view.witnessedBy.join(', ')}`;
    case 'shown':
      return `Shown by the holder's device at ${view.time}${statedIn(view)}${view.isAnswer ? ', in answer to this window' : ''}`;
    case 'status':
      return `Status at ${view.time}: ${statuses[view.value]}; witnessed by ${view.witnessedBy.join(', ')}${view.continuity === 'proven' ? ', continuing what this device knew' : ', the first that this device has seen of the log'}`;
  }
}

function statedIn({ purpose, audience }: Extract<EstablishedView, { what: 'shown' }>): string {
  const parts = [purpose && `for “${purpose}”`, audience && `to “${audience}”`];
  const stated = parts.filter((part) => part !== null && part !== '');
  return stated.length === 0 ? '' : `, ${stated.join(', ')}`;
}

export const en: Messages = {
  lang: 'en',
  language: 'en',
  title: 'Licence check',
  otherLanguage: '中文',
  skip: 'Skip to content',
  settings: 'Settings and state',
  back: 'Back',
  close: 'Close',
  outcome: { valid: 'Valid', invalid: 'Invalid', undetermined: 'Undetermined' },
  meaning: {
    valid: 'Every check has passed',
    invalid: 'At least one check has failed',
    undetermined: 'Too little is known: that says nothing against the licence',
  },
  archiveMeaning: 'Verified for the archive: it held at the time shown, and may not hold now',
  ago,
  bar: {
    label: 'How old the statuses are',
    text: barText,
    missing: (count) => `nothing is known of ${count} more log${count === 1 ? '' : 's'}`,
    offline: 'Offline',
    archive: 'Archive',
    starting: 'Starting …',
    noTrust: 'No trust bundle yet',
  },
  waiting: {
    title: 'Ready for a licence',
    hint: 'Scan a show code, or bring a licence file',
    scanner: 'Scanner',
    scannerHint: 'Ready: scan the show code',
    camera: 'Camera',
    cameraHint: 'Scan with the camera of this device',
    file: 'Choose a file',
    fileHint: 'Licence file .yzl, or sync pack .yzs',
    paste: 'Paste',
    pasteHint: 'Press Ctrl+V, or paste the text of a code here',
    pasteField: 'Text of a show code',
    pasteGo: 'Verify',
    drop: 'Let go to verify',
  },
  camera: {
    title: 'Hold the show code into the frame',
    hint: 'It is verified as soon as it is read',
    close: 'Close the camera',
    next: 'Other camera',
    light: 'Light',
    closed: 'The camera was closed, since nobody used it',
  },
  working: 'Verifying …',
  verdict: {
    next: 'Next',
    nextHint: 'Esc',
    again: 'Sync and verify again',
    save: 'Keep a statement',
    saved: (name) => `Saved ${name}`,
    reasons: 'Why, and what to do',
    advice: 'What to do',
    licence: 'Licence',
    noLicence: 'Its issuer is not proven, so nothing of the licence is shown',
    unknownType: (code) => `Licence (type ${code})`,
    body: 'Issuing body',
    identifier: 'Identifier',
    period: 'Period',
    noEnd: 'no end',
    replaces: 'Replaces',
    copyFor: 'Copy made for',
    copyExpires: 'Copy expires',
    fields: 'What is shown',
    noFields: 'No fields were shown',
    unnamedField: (number) => `Field ${number}`,
    yes: 'yes',
    no: 'no',
    nothing: 'none',
    established: 'Established',
    establishedOfInvalid: 'What was established of it',
    establishedLine: established,
    status: statuses,
    freshness: 'Freshness',
    asOf: (time, age) => `Status as of ${time} (${age})`,
    unknownFreshness: 'Nothing is known of its status',
    clockWrong: 'the clock of this device is wrong: how long ago cannot be said',
    tooOld: 'older than is allowed',
    verifiedAt: (time) => `Verified at ${time} (UTC+8)`,
    checks: 'All checks',
    check: (name) => checkTitle(name).en,
    checkOutcome: {
      passed: 'passed',
      failed: 'failed',
      unknown: 'unknown',
      notApplicable: 'does not apply',
    },
    clears: (seconds) => `Clears after ${seconds} seconds without use`,
    cleared: 'The last answer was cleared',
  },
  told: {
    trustBundle: {
      title: 'This is a trust bundle',
      text: 'This device has one already. Newer versions come with sync packs and have to be signed by the one before; it is not exchanged directly.',
    },
    forkEvidence: {
      conclusive: {
        title: 'Evidence of a forked log: conclusive',
        text: 'The log and a quorum of witnesses have signed both checkpoints, and both cannot be true. The keys are those of the bundle inside: whoever is responsible for security compares its version and digest, with yinzhao inspect.',
      },
      inconclusive: {
        title: 'Evidence of a forked log: not conclusive by this file alone',
        text: 'Hand it to whoever is responsible for security; yinzhao inspect shows what is in it.',
      },
      damaged: {
        title: 'Evidence of a forked log, damaged',
        text: 'Ask the window that kept it for the file again.',
      },
    },
    statement: {
      title: 'This is a statement of a verification',
      text: 'It says how one verification ended and is no licence. Ask for the licence file or a show code.',
    },
    ofd: {
      title: 'This is an OFD document',
      text: 'Seals of OFD documents are not verified on this page. Ask for the licence file (.yzl) that belongs to it, or a show code; the gateway or an OFD tool verifies seals.',
    },
    pdf: {
      title: 'This is a PDF',
      text: 'PDF cannot be verified here. Ask for the licence file (.yzl) or a show code.',
    },
    picture: {
      title: 'This is a picture',
      text: 'A picture is no licence. Ask for the licence file (.yzl), or let the holder show the code.',
    },
    zip: {
      title: 'This is an archive',
      text: 'Unpack it and bring the licence file (.yzl) that is in it.',
    },
    empty: { title: 'The file is empty', text: 'The holder downloads the licence file again.' },
    unknown: {
      title: 'Not a file that is known here',
      text: 'Neither a licence file (.yzl) nor a sync pack (.yzs). The holder downloads the licence file again.',
    },
  },
  otherText: {
    title: 'This is no show code',
    text: 'Something else was scanned, an address or a number perhaps, which proves nothing. The holder opens the show code, then scan again.',
  },
  capture: {
    CAMERA_MISSING: {
      title: 'There is no camera',
      text: 'Use the scanner, or bring the licence file.',
    },
    CAMERA_REFUSED: {
      title: 'The camera may not be used',
      text: 'Allow it in the site settings of the browser, or use the scanner.',
    },
    CAMERA_BUSY: {
      title: 'Another program has the camera',
      text: 'Close that program and try again.',
    },
    CAMERA_INSECURE: {
      title: 'No camera at this address',
      text: 'Browsers give cameras only to pages that came over https. Tell the administrator.',
    },
    READER_MISSING: {
      title: 'The reader of codes has not been downloaded',
      text: 'Open the camera once with a network; from then on it works without.',
    },
    INPUT_METHOD: {
      title: 'An input method has taken the scan',
      text: 'Switch the keyboard to English and scan again.',
    },
    FILE_TOO_LARGE: {
      title: 'The file is too large',
      text: 'No licence file and no sync pack has more than 64 MB.',
    },
    FILES_SEVERAL: {
      title: 'One at a time',
      text: 'Several files came at once, and none of them was verified. Bring one file at a time.',
    },
    FILE_UNREADABLE: {
      title: 'The file cannot be read',
      text: 'Choose a file, not a folder.',
    },
  },
  noCodeInPicture: {
    title: 'No show code in the picture',
    text: 'A picture is no licence. Ask for the licence file (.yzl), or let the holder show the code.',
  },
  setUp: {
    title: 'First start',
    text: 'Choose the trust bundle of your city. This device will believe it, and what it signs after it, and nothing else.',
    pinned:
      'The address of this page names a fingerprint: only the trust bundle that has it is accepted.',
    file: 'Choose a trust bundle file',
    gateway: 'Get it from the gateway of this page',
    asking: 'Asking …',
    compareTitle: 'Compare the trust bundle',
    compareText:
      'Compare every group with the fingerprint that the administrator has told you by another way. Accept only if all are the same.',
    matchesPin: 'It is the one that the address of this page names',
    network: 'Network',
    version: 'Version',
    issued: 'Issued',
    expires: 'Expires',
    expired: 'it has expired: sync at once after accepting, to get the versions after it',
    bodies: 'Issuing bodies',
    fingerprint: 'Fingerprint (SM3)',
    accept: 'All the same: accept',
    reject: 'Do not accept',
    misaddressed: {
      title: 'The address is wrong',
      text: 'After #trust= it needs a fingerprint of 64 hexadecimal digits. Ask the administrator for the right address.',
    },
    refusal: (code) => {
      const known: Readonly<Record<string, string>> = {
        SET_UP_FIRST: 'Finish the set-up first: this licence was not verified.',
        FILES_SEVERAL:
          'Several files came at once, and none of them was read. Bring one file at a time.',
        NOT_A_BUNDLE: 'This is no trust bundle and holds none.',
        TRUST_PIN_DIFFERS: 'Its fingerprint is not the one that the address names: refused.',
        TRUST_NOT_SIGNED_BY_ITSELF: 'It is not signed by enough of its keys: refused.',
        GATEWAY_UNREACHABLE: 'The gateway has given none. See to the network, or choose a file.',
      };
      return known[code] ?? `The trust bundle is damaged or breaks a rule: refused (${code}).`;
    },
    done: 'The trust bundle is set',
  },
  sync: {
    title: 'Sync',
    now: 'Sync now',
    file: 'Sync from a file (.yzs)',
    busy: 'Syncing …',
    end: {
      taken: { title: 'Synced', text: 'Statuses are up to date.' },
      partly: {
        title: 'Not all of it was taken',
        text: 'Some of the sync pack was refused; see the logs. It is tried again later.',
      },
      refused: {
        title: 'The sync pack was refused',
        text: 'Get it again; if that does not help, tell the administrator.',
      },
      older: {
        title: 'The sync pack is older than what is known here',
        text: 'What is newer was kept. Get a newer pack.',
      },
      unreachable: {
        title: 'The gateway does not answer',
        text: 'Verification goes on with what is known here; it is tried again by itself.',
      },
      notReady: {
        title: 'The gateway has no pack yet',
        text: 'None of its checkpoints has been witnessed; it is tried again by itself.',
      },
      damaged: {
        title: 'The pack did not come whole',
        text: 'It was thrown away; it is tried again by itself.',
      },
      offline: {
        title: 'This device has no network',
        text: 'Verification goes on with what is known here; it syncs when the network is back.',
      },
    },
    last: (time) => `Last sync ${time}`,
    log: (org) => `Log of ${org}`,
    size: (size) => (size === 1 ? '1 entry' : `${size} entries`),
  },
  fork: {
    title: 'A log has forked: stop and report it now',
    text: 'This device has seen two versions of one log that contradict, each with its quorum of witnesses. The evidence is kept: save it as a file and hand it to whoever is responsible for security.',
    more: `The first ${maximumKeptEvidence} contradictions are kept, and more were seen that are not. Once these are reported and put away, the next are kept again.`,
    save: 'Save the evidence',
    done: 'Reported, put away',
  },
  preferences: {
    title: 'Settings and state',
    language: '语言 Language',
    policy: 'What is demanded',
    hall: 'Window: holds now',
    archive: 'Archive: held then, however old the knowledge',
    idle: 'An answer is cleared after',
    seconds: (seconds) =>
      seconds < 60 ? `${seconds} seconds` : `${seconds / 60} minute${seconds === 60 ? '' : 's'}`,
    state: 'What this device knows',
    network: 'Network',
    trust: 'Trust bundle',
    trustUntil: 'Expires',
    logs: 'Logs',
    logUnknown: 'nothing known',
    logUnused: 'no issuing body uses this log yet',
    version: 'version',
    newer: 'A newer version begins with the next start',
  },
  memory: {
    STATE_LOCKED: {
      title: 'Another window is at work',
      text: 'This page is open in another tab or window. Close that one and try again.',
    },
    STATE_ROLLED_BACK: {
      title: 'The memory of this device has gone back',
      text: 'It may have been restored from a copy. If the administrator meant it, go on and sync at once; else report it.',
    },
    STATE_MISSING: {
      title: 'The memory of this device is gone',
      text: 'Data of the browser was deleted. If the administrator meant it, set it up again; else report it.',
    },
    STATE_FOREIGN: {
      title: 'The memory is that of another device',
      text: 'Data of a browser may have been copied. If the administrator meant it, go on and sync at once; else report it.',
    },
    STATE_DAMAGED: {
      title: 'The memory of this device is damaged',
      text: 'The administrator deletes the data of this site in the browser and sets it up again.',
    },
    STORAGE_UNAVAILABLE: {
      title: 'The browser lets this page keep nothing',
      text: 'Open it over https in an ordinary window, not a private one, allow site data, and leave it some space.',
    },
  },
  adopt: 'Go on with it (administrator)',
  setUpAgain: 'Set it up again (administrator)',
  again: 'Try again',
  failed: {
    title: 'Something on this page has broken',
    text: 'There is no answer this time. Try again; if that does not help, tell the administrator.',
  },
};
