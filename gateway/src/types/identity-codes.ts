/** GB 32100-2015: without I, O, S, V, Z. */
const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const citizenCheck = '10X98765432';

/** 统一社会信用代码, GB 32100-2015: 18 characters, the last one a check character (modulus 31, weights 3^i). */
export function isCreditCode(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return false;
  let sum = 0;
  let weight = 1;
  for (const character of text.slice(0, 17)) {
    sum += creditAlphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return text[17] === creditAlphabet[(31 - (sum % 31)) % 31];
}

/** 公民身份号码, GB 11643: 17 digits with a real date of birth and a check character (ISO 7064 MOD 11-2). */
export function isCitizenNumber(text: string): boolean {
  const parts = /^[1-9][0-9]{5}([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]$/.exec(text);
  if (parts === null) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1850 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(text[i]) * (2 ** (17 - i) % 11);
  return text[17] === citizenCheck[sum % 11];
}
