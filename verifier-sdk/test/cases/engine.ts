import { accept, reject, type Case } from './case.js';

/** The input names a way in which an engine can be wrong; see conformance.ts. */
export const engineCases: readonly Case[] = [
  accept('right', 'the reference', 'reference'),
  reject(
    'no-z',
    'ENGINE_SELF_TEST_FAILED',
    'hashes the message without Z, as a bare streaming call does',
    'no-z',
  ),
  reject(
    'empty-user-id',
    'ENGINE_SELF_TEST_FAILED',
    'uses an empty user ID, as a one-shot call does',
    'empty-user-id',
  ),
  reject('always-yes', 'ENGINE_SELF_TEST_FAILED', 'accepts everything', 'always-yes'),
  reject('always-no', 'ENGINE_SELF_TEST_FAILED', 'accepts nothing', 'always-no'),
  reject(
    'promises',
    'ENGINE_SELF_TEST_FAILED',
    'promises an answer, which is a yes to whoever does not wait',
    'promises',
  ),
  reject('truthy', 'ENGINE_SELF_TEST_FAILED', 'answers 1 for yes and 0 for no', 'truthy'),
  reject('other-hash', 'ENGINE_SELF_TEST_FAILED', 'SHA-256 for SM3', 'other-hash'),
];
