import { instantText } from '@yinzhao/verifier/format/instant';

/** For names of files: `20260302-100000`. */
export function compactInstant(time: number): string {
  return instantText(time).replace(/[-:]/g, '').replace(' ', '-');
}
