import type { StatusStatement } from '@yinzhao/verifier/format/status';
import type { LedgerError } from '../errors.js';
import type { Issuer } from '../state/records.js';
import { overlay, type StateOverlay, type StateReader } from '../state/state.js';
import { judgeStatement } from './judge-statement.js';
import { refusalOf } from './ruling.js';

/** What would become of a statement in the next batch. */
export interface SievedStatement {
  readonly statement: StatusStatement;
  /** null where it may go. */
  readonly refusal: LedgerError | null;
  /** Refused for what the log holds, not only for a statement before it in the same batch. */
  readonly forGood: boolean;
}

/** Judges statements one by one before a group is cut, so that one that is refused costs the others nothing. */
export interface StatementSieve {
  readonly sieve: (
    statements: readonly StatusStatement[],
    issuer: Issuer,
  ) => Promise<readonly SievedStatement[]>;
}

/** @param size - of the log: where the next batch begins */
export function createStatementSieve(reader: StateReader, size: number): StatementSieve {
  const batch = overlay(reader);
  const judge = async (
    state: StateOverlay,
    statement: StatusStatement,
    issuer: Issuer,
  ): Promise<LedgerError | null> => {
    try {
      // Where the statement itself will stand plays no part in the judgement.
      await judgeStatement(state, statement, issuer, size, size);
      return null;
    } catch (error) {
      return refusalOf(error);
    }
  };
  return {
    sieve: async (statements, issuer) => {
      const sieved: SievedStatement[] = [];
      for (const statement of statements) {
        const refusal = await judge(batch, statement, issuer);
        const alone = refusal && (await judge(overlay(reader), statement, issuer));
        sieved.push({ statement, refusal, forGood: alone !== null });
      }
      return sieved;
    },
  };
}
