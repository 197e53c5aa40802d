import { parseCivilDate } from '@yinzhao/verifier/format/civil-date';

/** YYYY-MM-DD, a day that exists. */
export function isCivilDate(text: string): boolean {
  try {
    parseCivilDate(text);
    return true;
  } catch {
    return false;
  }
}
