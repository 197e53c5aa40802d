import type { RegistryRecord } from '@yinzhao/verifier/format/registry';

export const consortiumSubject = 'consortium';
export const trustSubject = 'trust';

export function memberSubject(mspId: string): string {
  return `member/${mspId}`;
}

export function bodySubject(id: string): string {
  return `body/${id}`;
}

export function trustVersionSubject(version: number): string {
  return `trust/${version}`;
}

/** What a registry record is about: its versions follow one another. */
export function subjectOf(record: RegistryRecord): string {
  switch (record.kind) {
    case 'consortium':
      return consortiumSubject;
    case 'member':
      return memberSubject(record.mspId);
    case 'body':
      return bodySubject(record.id);
    case 'trust':
      return trustSubject;
  }
}
