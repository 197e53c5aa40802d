// Codes in the forms of the standards, under numbers that nobody has: region 999999.
const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const citizenCheck = '10X98765432';

function digits(number: number, length: number): string {
  return String(number).padStart(length, '0').slice(-length);
}

/** 统一社会信用代码, GB 32100-2015: modulus 31, weights 3^i. */
export function inventedCreditCode(index: number): string {
  const body = `91999999EX${digits(index, 7)}`;
  let sum = 0;
  let weight = 1;
  for (const character of body) {
    sum += creditAlphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return `${body}${creditAlphabet.charAt((31 - (sum % 31)) % 31)}`;
}

/** 公民身份号码, GB 11643: ISO 7064 MOD 11-2. */
export function inventedCitizenNumber(index: number): string {
  const born = new Date(Date.UTC(1960, 0, 1) + (index % 15_000) * 86_400_000);
  const date = born.toISOString().slice(0, 10).replaceAll('-', '');
  const body = `999999${date}${digits(index, 3)}`;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(body[i]) * (2 ** (17 - i) % 11);
  return `${body}${citizenCheck.charAt(sum % 11)}`;
}
