import { forgedCases } from './verify-forged.js';
import { knowledgeCases } from './verify-knowledge.js';
import { licenceCases } from './verify-licence.js';
import { showCases } from './verify-show.js';
import type { VerifyCase } from './verify-case.js';

export const verifyCases: readonly VerifyCase[] = [
  ...licenceCases,
  ...knowledgeCases,
  ...showCases,
  ...forgedCases,
];
