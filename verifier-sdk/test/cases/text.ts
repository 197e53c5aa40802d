import { accept, reject, type Case } from './case.js';

export const hexCases: readonly Case[] = [
  accept('empty', 'no digits', ''),
  accept('digits', 'every digit', '0123456789abcdef'),
  reject('odd', 'HEX_INVALID', 'half a byte', '012'),
  reject('upper-case', 'HEX_INVALID', 'one spelling only', '0A'),
  reject('prefix', 'HEX_INVALID', 'no 0x', '0x00'),
];

export const base64Cases: readonly Case[] = [
  accept('empty', 'no bytes', '', ''),
  accept('no-padding', 'three bytes', 'AQID', '010203'),
  accept('one-padding', 'two bytes', 'AQI=', '0102'),
  accept('two-paddings', 'one byte', '/w==', 'ff'),
  accept('alphabet', '+ and /', '++//', 'fbefff'),
  reject('no-padding', 'BASE64_INVALID', 'padding left out', 'AQI'),
  reject('stray-bits', 'BASE64_INVALID', 'bits set below the last byte', 'AQJ='),
  reject('stray-bits-2', 'BASE64_INVALID', 'bits set below the last byte', '/x=='),
  reject('url-alphabet', 'BASE64_INVALID', 'the alphabet of URLs', '_w=='),
  reject('white-space', 'BASE64_INVALID', 'a newline inside', 'AQ\nID'),
  reject('padding-inside', 'BASE64_INVALID', 'padding before the end', 'AQ==AQID'),
  reject('padding-only', 'BASE64_INVALID', 'nothing but padding', '===='),
];

export const nameCases: readonly Case[] = [
  accept('sample', 'the log of a sample member', ['city', 'approval'], 'yinzhao/city/approval'),
  accept('hyphen', 'an inner hyphen', ['city-2', 'a'], 'yinzhao/city-2/a'),
  accept('longest', '32 characters', ['a'.repeat(32), 'b'], `yinzhao/${'a'.repeat(32)}/b`),
  reject('too-long', 'NAME_INVALID', '33 characters', ['a'.repeat(33), 'b']),
  reject('upper-case', 'NAME_INVALID', 'upper case', ['City', 'approval']),
  reject('slash', 'NAME_INVALID', 'another part smuggled in', ['city/police', 'approval']),
  reject('newline', 'NAME_INVALID', 'a second line of a note', ['city', 'approval\n0']),
  reject('empty', 'NAME_INVALID', 'no name', ['city', '']),
  reject('hyphen-end', 'NAME_INVALID', 'a hyphen at the end', ['city', 'approval-']),
];
