/** Statements that no guard has judged, for tests of what stands below it. */
import type { Dialect } from '../../src-main/contract/dialects';
import type { Row } from '../../src-main/contract/queries';
import { textsOfRow } from '../../src-main/host/queries/drivers/byte-rows';
import type { DatabaseSession } from '../../src-main/host/queries/drivers/port';
import type { Judgement } from '../../src-main/host/queries/guard/index';
import { noNames } from '../../src-main/host/queries/guard/judgement';

/** A statement as if the guard had let it pass; `?` and `$1` stand as the driver binds them. */
export function unguarded(dialect: Dialect, text: string, values = 0): Judgement {
  const names = Array.from({ length: values }, (_, index) => `p${index}`);
  return {
    dialect,
    verdict: {
      dialect,
      verdict: 'read',
      reasons: [],
      statements: 1,
      parameters: names,
      checks: [],
      reviewed: false,
    },
    statement: {
      text,
      parameters: names,
      order: names.map((_, index) => index),
      toTyped: (offset) => offset,
    },
    used: noNames(),
    syntaxError: null,
  };
}

/** All rows of a statement, read as a run does, and its columns. */
export async function rowsOf(
  session: DatabaseSession,
  judgement: Judgement,
  values: readonly (string | null)[] = [],
): Promise<{ rows: Row[]; columns: string[]; types: string[] }> {
  const cursor = session.cursor(judgement, values);
  const rows: Row[] = [];
  for (;;) {
    const batch = await (cursor.readBytes?.(1000) ?? cursor.read(1000));
    if (batch.length === 0) break;
    for (let row = 0; row < batch.length; row += 1) rows.push(textsOfRow(batch, row));
  }
  await cursor.close();
  return {
    rows,
    columns: cursor.columns.map(({ name }) => name),
    types: cursor.columns.map(({ type }) => type),
  };
}
