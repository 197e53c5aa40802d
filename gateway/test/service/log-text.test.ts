import { describe, expect, it } from '@jest/globals';
import { StoreError } from '../../src/store/errors.js';
import { GatewayError } from '../../src/errors.js';
import { logText } from '../../src/service/log-text.js';

describe('the log', () => {
  it('has of what was foreseen one line, with the words of its causes', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), {
      code: 'ECONNREFUSED',
    });
    const failed = new TypeError('fetch failed', { cause: refused });
    const error = new GatewayError('WITNESS_UNAVAILABLE', 'police does not answer', {
      cause: failed,
    });
    expect(logText(error)).toBe(
      'WITNESS_UNAVAILABLE: police does not answer ← fetch failed ← connect ECONNREFUSED 127.0.0.1:1',
    );
    expect(logText(new StoreError('STORE_FULL', 'the disk is full'))).toBe(
      'STORE_FULL: the disk is full',
    );
    expect(logText('the database was behind the log')).toBe('the database was behind the log');
  });

  it('has of a defect its stack, and those of its causes', () => {
    const cause = new TypeError('no such thing');
    const text = logText(new Error('request 7', { cause }));
    expect(text).toMatch(/^Error: request 7\n +at /);
    expect(text).toMatch(/\n← TypeError: no such thing\n +at /);
  });

  it('has none of what an error carries besides', () => {
    const cause = Object.assign(new Error('a rule of the database'), {
      keyValue: { holder: '示例人' },
      errors: { name: { value: '示例人' } },
    });
    const coded = new GatewayError('REQUEST_INVALID', 'not as asked for', {
      cause,
      fields: [{ pointer: '#/示例人', rule: 'type', zh: '', en: '' }],
    });
    for (const error of [cause, new Error('request 7', { cause }), coded]) {
      expect(logText(error)).not.toContain('示例人');
    }
  });

  it('is not written by others: no lines, no colours', () => {
    const said = 'WITNESS_BEHIND\n2026-11-24 all is well\u001b[2J\u2028\u0085';
    const text = logText(new GatewayError('WITNESS_REFUSES', `police: 503 ${said}`));
    expect(text).toBe('WITNESS_REFUSES: police: 503 WITNESS_BEHIND 2026-11-24 all is well [2J');
  });

  it('ends where causes go round', () => {
    const error = new GatewayError('LEDGER_TIMEOUT', 'no answer');
    error.cause = error;
    expect(logText(error).split(' ← ')).toHaveLength(8);
  });
});
