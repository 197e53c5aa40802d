import type { Messages } from './messages.js';

export const zh: Messages = {
  lang: 'zh-CN',
  title: '证照核验',
  otherLanguage: 'English',
};
