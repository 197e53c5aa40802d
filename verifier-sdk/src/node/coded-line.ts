/**
 * What a person reads of an error: `CODE: 中文 · english`.
 * @param zh - what the code says in Chinese; null where nothing is known of it
 * @param message - the words of the error: English, or both languages already
 */
export function codedLine(code: string, zh: string | null, message: string): string {
  return zh === null || message.includes(' · ')
    ? `${code}: ${message}`
    : `${code}: ${zh} · ${message}`;
}
