import { checkText } from '@yinzhao/verifier';
import type { Messages, SyncResult, Told } from './messages.js';

/** How a sync ended: what was refused first says more than that something was. */
export function syncWords({ end, code }: SyncResult, { sync, language }: Messages): Told {
  const { title, text } = sync.end[end];
  if (code === null || end === 'older') return { title, text };
  const { advice, ...told } = checkText(code);
  const stop = language === 'zh' ? '。' : '. ';
  return { title, text: `${told[language]}${stop}${advice[language]}` };
}
