import { END_MESSAGE } from '../../../server/generation/store.ts';
import { APPEND_TURN } from '../../../server/generation/turnStatements.ts';
import { allowance, CURRENT_PLAN, reserve, settle } from '../../../server/plans/index.ts';
import type { Database } from '../../../server/platform/database/database.ts';
import type { Statement } from '../../../server/platform/database/singleStatements.ts';

/** A database on which messages are sent and ended by the product's own statements, less what limits add to them. */
export function withoutLimits(database: Database): Database {
  const changed = new Map([
    [APPEND_TURN, appendWithoutLimits()],
    [END_MESSAGE, endWithoutLimits()],
  ]);
  return {
    ...database,
    changeAsUser: (userId, count, statement, parameters) =>
      database.changeAsUser(userId, count, changed.get(statement) ?? statement, parameters),
  };
}

function appendWithoutLimits(): Statement {
  const day = '$8';
  const from = "(SELECT FROM verdict WHERE verdict = 'append') admitted";
  return changedStatement(APPEND_TURN, [
    [CURRENT_PLAN, "SELECT 'Free' AS name, NULL::jsonb AS models"],
    [
      allowance({ day, newBytes: 'octet_length($11)', beginningBytes: '0' }),
      `exceeded AS (SELECT NULL::text AS limit_name, 0 AS used, 0 AS max WHERE ${day}::date IS NULL)`,
    ],
    [reserve({ day, answerId: '$16::uuid', from }), `SELECT FROM ${from}`],
  ]);
}

function endWithoutLimits(): Statement {
  return changedStatement(END_MESSAGE, [
    [
      settle({ messageId: '$2', messages: '$8', tokens: '$9' }),
      'settled AS (SELECT $8::integer AS messages, $9::bigint AS tokens)',
    ],
  ]);
}

function changedStatement({ name, text }: Statement, changes: readonly [string, string][]): Statement {
  return {
    name: `${name} without limits`,
    text: changes.reduce((changed, [part, instead]) => {
      if (!changed.includes(part))
        throw new Error(`the statement "${name}" has changed: its floor has to follow`);
      return changed.replace(part, () => instead);
    }, text),
  };
}
