import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialects, type Dialect } from '../../../contract/dialects';
import { judge } from './index';
import { lexicalRules } from './lexical-rules';
import { tokens } from './lexer';
import { labelled } from './lists/labelled';

const lists = new Map(dialects.map((dialect) => [dialect, labelled(dialect)]));
/** Labels that speak of how a text is written, not of what it does. */
const ofWriting =
  /^(?:empty|one-statement|unterminated|nested-comment|ambiguous-quote|positional|.*-character|syntax|not-parsed)/;
const anyOf = (label: 'read' | 'refused'): fc.Arbitrary<readonly [Dialect, string]> =>
  fc.constantFrom(...dialects).chain((dialect) =>
    fc
      .constantFrom(
        ...(lists.get(dialect) ?? [])
          .filter((one) => (label === 'read') === (one.label === 'read'))
          .filter((one) => !ofWriting.test(one.label))
          .map(({ sql }) => sql),
      )
      .map((sql) => [dialect, sql] as const),
  );

const verdictOf = async (dialect: Dialect, sql: string): Promise<string> =>
  (await judge(dialect, sql)).verdict.verdict;

/** Puts something between all pieces of a statement, where blanks may stand. */
function between(dialect: Dialect, sql: string, filler: string): string {
  const pieces = tokens(sql, lexicalRules[dialect]);
  let text = '';
  let at = 0;
  for (const { start, end, kind } of pieces) {
    const gap = sql.slice(at, start);
    // Where no blank stood, pieces may belong together: `>=`, `t.a`, `f(`.
    text += gap + (/\s/.test(gap) && kind !== 'separator' ? filler : '') + sql.slice(start, end);
    at = end;
  }
  return text + sql.slice(at);
}

describe('a verdict', () => {
  it('does not change with blanks, comments and case', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(anyOf('read'), anyOf('refused')),
        fc.constantFrom('  ', '\n', '\t\r\n', ' /* x */ ', ' -- DELETE FROM t;\n', ' /* :a */\n'),
        fc.boolean(),
        async ([dialect, sql], filler, lower) => {
          // A slash or GO alone on its line ends a statement, a comment beside it does not.
          if (/\n(?:\/|GO)/.test(sql) || sql.includes('\\G')) return;
          // libpg-query's grammar looks one word ahead of these and stumbles over a comment there.
          if (dialect === 'postgresql' && /\b(?:with|without|nulls|not|uescape)\b/i.test(sql))
            return;
          const text = between(dialect, sql, filler);
          const cased = lower
            ? tokens(text, lexicalRules[dialect])
                .map(({ kind, text: piece, start }, index, all) => {
                  const before = text.slice(all[index - 1]?.end ?? 0, start);
                  return before + (kind === 'word' ? piece.toLowerCase() : piece);
                })
                .join('')
            : text;
          expect(await verdictOf(dialect, cased), cased).toBe(await verdictOf(dialect, sql));
        },
      ),
      { numRuns: 600 },
    );
  });

  it('refuses a reading statement as soon as another follows', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyOf('read'),
        fc.constantFrom('DELETE FROM t', 'SELECT 1', 'COMMIT', "x'"),
        fc.constantFrom(';', '; ', ';\n', ' ;-- x\n', ';/* */'),
        async ([dialect, sql], other, separator) => {
          if (/\n(?:\/|GO)$|;|\\G|--[^\n]*$/.test(sql)) return;
          expect(await verdictOf(dialect, sql + separator + other)).toBe('refused');
        },
      ),
      { numRuns: 400 },
    );
  });

  it('of a refused statement stays so below, beside and inside others', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyOf('refused'),
        fc.constantFrom(
          (sql: string) => `SELECT * FROM (${sql}) x`,
          (sql: string) => `WITH x AS (${sql}) SELECT * FROM x`,
          (sql: string) => `SELECT 1 WHERE EXISTS (${sql})`,
          (sql: string) => `EXPLAIN ${sql}`,
          (sql: string) => `SELECT 1 UNION ALL ${sql}`,
        ),
        async ([dialect, sql], wrap) => {
          // One word alone is the name of a table there.
          if (!sql.includes(' ')) return;
          // Plain EXPLAIN of a write plans it and does not run it.
          const planned = /^orders\b|\b(?:INSERT|UPDATE|DELETE|REPLACE|MERGE)\b/i;
          if (wrap('').startsWith('EXPLAIN') && (planned.test(sql) || sql.includes('SHOW'))) return;
          expect(await verdictOf(dialect, wrap(sql)), wrap(sql)).toBe('refused');
        },
      ),
      { numRuns: 600 },
    );
  });

  it('comes for any text, and a reading one never from noise', async () => {
    const noise = fc.array(
      fc.constantFrom(
        'SELECT', '1', 'DELETE', 'FROM', 't', ';', "'", '"', '`', '[', ']', '/*', '*/', '--', '\n', '(', ')', 'INTO',
        'x', ',', '$$', ':a', '\\', 'EXEC', '#', '@x', 'UPDATE', 'SET', '=', "q'[", 'GO', '!', '+', ' ',
      ), // prettier-ignore
      { maxLength: 24 },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...dialects), noise, async (dialect, parts) => {
        const sql = parts.join(' ');
        const { verdict, statement } = await judge(dialect, sql);
        if (verdict.verdict === 'refused') return;
        // What passed has no word outside quotes and comments that could write.
        const words = tokens(statement.text, lexicalRules[dialect])
          .filter(({ kind }) => kind === 'word')
          .map(({ text }) => text);
        const writing =
          dialect === 'sqlserver' ? /^(?:DELETE|INTO|EXEC|UPDATE)$/ : /^(?:DELETE|INTO|UPDATE)$/;
        if (dialect !== 'postgresql')
          expect(
            words.filter((word) => writing.test(word)),
            sql,
          ).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });
});
