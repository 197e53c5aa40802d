import type { Age } from '@yinzhao/verifier/age';
import type { CheckCode, CheckName, Outcome } from '@yinzhao/verifier';
import type { LeafStatus } from '@yinzhao/verifier/format/status';
import type { ForkWord } from './fork-word.js';
import type { InputKind } from './input-kind.js';
import type { KnowledgeAge } from './knowledge-view.js';
import type { EstablishedView } from './verdict-view.js';

/** A heading and what it means. */
export interface Told {
  readonly title: string;
  readonly text: string;
}

/** Files that are told about and not verified. */
export type ToldKind = Exclude<InputKind, 'licence' | 'showCode' | 'syncPack' | 'forkEvidence'>;

/** Why the window cannot begin or go on with what it remembers. */
export type MemoryTrouble =
  | 'STATE_LOCKED'
  | 'STATE_ROLLED_BACK'
  | 'STATE_MISSING'
  | 'STATE_FOREIGN'
  | 'STATE_DAMAGED'
  | 'STORAGE_UNAVAILABLE';

/** Why something could not be read from a device. */
export type CaptureTrouble =
  | 'CAMERA_MISSING'
  | 'CAMERA_REFUSED'
  | 'CAMERA_BUSY'
  | 'CAMERA_INSECURE'
  | 'READER_MISSING'
  | 'INPUT_METHOD'
  | 'FILE_TOO_LARGE'
  | 'FILE_UNREADABLE'
  | 'FILES_SEVERAL';

/** How a sync ended. */
export type SyncEnd =
  'taken' | 'partly' | 'refused' | 'older' | 'unreachable' | 'notReady' | 'damaged' | 'offline';

/** With the code of what was refused first; null where nothing was. */
export interface SyncResult {
  readonly end: SyncEnd;
  readonly code: CheckCode | null;
}

/** Every text of the page; each language has a file, and one that lacks a text does not compile. */
export interface Messages {
  /** For the `lang` attribute. */
  readonly lang: 'zh-CN' | 'en';
  /** Which of two texts that the verifier gives. */
  readonly language: 'zh' | 'en';
  readonly title: string;
  readonly otherLanguage: string;
  readonly skip: string;
  readonly settings: string;
  readonly back: string;
  readonly close: string;
  readonly outcome: Readonly<Record<Outcome, string>>;
  /** Under the word. */
  readonly meaning: Readonly<Record<Outcome, string>>;
  readonly archiveMeaning: string;
  readonly ago: (age: Age) => string;
  readonly bar: {
    readonly label: string;
    readonly text: (knowledge: KnowledgeAge) => string;
    readonly missing: (count: number) => string;
    readonly offline: string;
    readonly archive: string;
    readonly starting: string;
    readonly noTrust: string;
  };
  readonly waiting: {
    readonly title: string;
    readonly hint: string;
    readonly scanner: string;
    readonly scannerHint: string;
    readonly camera: string;
    readonly cameraHint: string;
    readonly file: string;
    readonly fileHint: string;
    readonly paste: string;
    readonly pasteHint: string;
    readonly pasteField: string;
    readonly pasteGo: string;
    readonly drop: string;
  };
  readonly camera: {
    readonly title: string;
    readonly hint: string;
    readonly close: string;
    readonly next: string;
    readonly light: string;
    /** Nobody was there any more. */
    readonly closed: string;
  };
  readonly working: string;
  readonly verdict: {
    readonly next: string;
    readonly nextHint: string;
    readonly again: string;
    readonly save: string;
    readonly saved: (name: string) => string;
    readonly reasons: string;
    readonly advice: string;
    readonly licence: string;
    readonly noLicence: string;
    readonly unknownType: (code: string) => string;
    readonly body: string;
    readonly identifier: string;
    readonly period: string;
    readonly noEnd: string;
    readonly replaces: string;
    readonly copyFor: string;
    readonly copyExpires: string;
    readonly fields: string;
    readonly noFields: string;
    readonly unnamedField: (number: number) => string;
    readonly yes: string;
    readonly no: string;
    readonly nothing: string;
    readonly established: string;
    readonly establishedOfInvalid: string;
    readonly establishedLine: (view: EstablishedView) => string;
    readonly status: Readonly<Record<LeafStatus, string>>;
    readonly freshness: string;
    readonly asOf: (time: string, age: string) => string;
    readonly unknownFreshness: string;
    /** In place of how long ago. */
    readonly clockWrong: string;
    readonly tooOld: string;
    readonly verifiedAt: (time: string) => string;
    readonly checks: string;
    readonly check: (name: CheckName) => string;
    readonly checkOutcome: Readonly<
      Record<'passed' | 'failed' | 'unknown' | 'notApplicable', string>
    >;
    readonly clears: (seconds: number) => string;
    readonly cleared: string;
  };
  readonly told: Readonly<Record<ToldKind, Told>> & {
    readonly forkEvidence: Readonly<Record<ForkWord, Told>>;
  };
  /** A scan or paste that is no show code. */
  readonly otherText: Told;
  readonly capture: Readonly<Record<CaptureTrouble, Told>>;
  readonly noCodeInPicture: Told;
  readonly setUp: {
    readonly title: string;
    readonly text: string;
    readonly pinned: string;
    readonly file: string;
    readonly gateway: string;
    readonly asking: string;
    readonly compareTitle: string;
    readonly compareText: string;
    readonly matchesPin: string;
    readonly network: string;
    readonly version: string;
    readonly issued: string;
    readonly expires: string;
    readonly expired: string;
    readonly bodies: string;
    readonly fingerprint: string;
    readonly accept: string;
    readonly reject: string;
    readonly misaddressed: Told;
    readonly refusal: (code: string) => string;
    readonly done: string;
  };
  readonly sync: {
    readonly title: string;
    readonly now: string;
    readonly file: string;
    readonly busy: string;
    readonly end: Readonly<Record<SyncEnd, Told>>;
    readonly last: (time: string) => string;
    readonly log: (org: string) => string;
    readonly size: (size: number) => string;
  };
  readonly fork: {
    readonly title: string;
    readonly text: string;
    readonly more: string;
    readonly save: string;
    readonly done: string;
  };
  readonly preferences: {
    readonly title: string;
    readonly language: string;
    readonly policy: string;
    readonly hall: string;
    readonly archive: string;
    readonly idle: string;
    readonly seconds: (seconds: number) => string;
    readonly state: string;
    readonly network: string;
    readonly trust: string;
    readonly trustUntil: string;
    readonly logs: string;
    readonly logUnknown: string;
    readonly logUnused: string;
    readonly version: string;
    readonly newer: string;
  };
  readonly memory: Readonly<Record<MemoryTrouble, Told>>;
  readonly adopt: string;
  readonly setUpAgain: string;
  readonly again: string;
  readonly failed: Told;
}
