import { describe, expect, it } from 'vitest';
import { formatSql } from './format';
import { statementRanges } from './split';

describe('the statements of a text', () => {
  const parts = (dialect: Parameters<typeof statementRanges>[0], sql: string): string[] =>
    statementRanges(dialect, sql).map(({ start, end }) => sql.slice(start, end));

  it('end at separators that stand outside strings, comments and quoted names', () => {
    expect(
      parts('postgresql', '-- a;\nSELECT \';\' AS "x;" /* ; */, $q$;$q$; SELECT 2;\n'),
    ).toEqual(['SELECT \';\' AS "x;" /* ; */, $q$;$q$', 'SELECT 2']);
    expect(parts('mysql', "SELECT `a;b`, 'it\\'s;' # ;\n; SELECT 2")).toHaveLength(2);
    expect(parts('sqlserver', 'SELECT [a;b]\nGO\nSELECT 2\nGO')).toEqual([
      'SELECT [a;b]',
      'SELECT 2',
    ]);
    expect(parts('oracle', "SELECT q'[it's;]' FROM dual\n/\nSELECT 2 FROM dual")).toHaveLength(2);
    expect(parts('sqlite', ' \n;;-- nothing\n')).toEqual([]);
  });
});

describe('a layout', () => {
  it('keeps parameters, comments, Chinese names and separators', async () => {
    const { sql, unread } = await formatSql(
      'postgresql',
      "-- 物料\nselect m.名称, count(*) from bd_material m where m.op_time >= :since and a like '%中文%' /* c */ group by 1; select 1\n",
    );
    expect(unread).toBe(0);
    expect(sql).toBe(
      "-- 物料\nSELECT\n  m.名称,\n  count(*)\nFROM\n  bd_material m\nWHERE\n  m.op_time >= :since\n  AND a LIKE '%中文%' /* c */\nGROUP BY\n  1;\n\nSELECT\n  1\n",
    );
    expect((await formatSql('postgresql', sql)).sql).toBe(sql);
  });

  it('changes no name, whatever word of the language it is', async () => {
    const { sql } = await formatSql('mysql', 'select * from `Order` o, data d where d.type = 1');
    expect(sql).toContain('data d');
    expect(sql).toContain('d.type');
  });

  it('leaves what it cannot read as it is, and says how many', async () => {
    const broken = 'select ((( from';
    expect(await formatSql('postgresql', `${broken};select 1`)).toEqual({
      sql: `${broken};\n\nSELECT\n  1`,
      unread: 1,
    });
  });
});
