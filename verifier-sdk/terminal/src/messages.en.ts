import type { Messages } from './messages.js';

export const en: Messages = {
  lang: 'en',
  title: 'Licence check',
  otherLanguage: '中文',
};
