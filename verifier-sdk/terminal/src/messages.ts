/** Every text of the page; each language has a file, and one that lacks a text does not compile. */
export interface Messages {
  /** For the `lang` attribute. */
  readonly lang: 'zh-CN' | 'en';
  readonly title: string;
  readonly otherLanguage: string;
}
