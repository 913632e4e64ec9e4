import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { dialects } from '../../../contract/dialects';
import { planWarningKinds } from '../../../contract/query-plans';
import { readMysqlPlan } from './mysql';
import { oracleSqlId } from './oracle-sql-id';
import { readPostgresPlan } from './postgresql';
import { readOraclePlan } from './rows';
import { withSizes } from './sizes';
import { readSqlServerPlan } from './sqlserver';
import { withShares, type RawPlan } from './step';
import { checkFor, warningsOf } from './warnings';
import { readXml } from './xml';

const outline = ({ steps }: RawPlan): string[] =>
  steps.map(({ depth, operation, object, index }) =>
    [`${'  '.repeat(depth)}${operation}`, object, index].filter((part) => part !== '').join(' '),
  );

describe('recorded plans', () => {
  // MySQL 8.0 Reference Manual, 10.8.2 EXPLAIN Output Format, with `FORMAT=JSON` of a join.
  const mysql8 = JSON.stringify({
    query_block: {
      select_id: 1,
      cost_info: { query_cost: '241000.50' },
      ordering_operation: {
        using_temporary_table: true,
        using_filesort: true,
        nested_loop: [
          {
            table: {
              table_name: 'j',
              access_type: 'ALL',
              rows_examined_per_scan: 1200000,
              rows_produced_per_join: 120000,
              filtered: '10.00',
              cost_info: {
                read_cost: '200000.00',
                eval_cost: '12000.00',
                prefix_cost: '212000.00',
              },
              used_columns: ['id', 'note'],
              attached_condition: "(`plant`.`j`.`note` = 'x')",
            },
          },
          {
            table: {
              table_name: 'm',
              access_type: 'eq_ref',
              possible_keys: ['PRIMARY'],
              key: 'PRIMARY',
              rows_examined_per_scan: 1,
              rows_produced_per_join: 120000,
              filtered: '100.00',
              cost_info: { read_cost: '17000.50', eval_cost: '12000.00' },
            },
          },
        ],
      },
    },
  });

  it('of MySQL 8', () => {
    const plan = readMysqlPlan(mysql8);
    expect(outline(plan)).toEqual([
      'query block #1',
      '  ordering operation (filesort)',
      '    full scan j',
      '    unique lookup m PRIMARY',
    ]);
    expect(withShares(plan.steps)[2]).toMatchObject({ cost: 212000, rows: 120000 });
    expect(warningsOf('mysql', plan, null)).toEqual([
      {
        kind: 'spill',
        step: 1,
        params: { object: 'ordering operation (filesort)', size: 'temporary table' },
        check: 'mysql.temp-tables',
      },
      {
        kind: 'full-scan',
        step: 2,
        params: { object: 'j', rows: 1200000 },
        check: 'mysql.full-scans',
      },
    ]);
  });

  // MySQL 9 Reference Manual, EXPLAIN Statement, explain_json_format_version = 2.
  it('of MySQL 9 in its second form', () => {
    const plan = readMysqlPlan(
      JSON.stringify({
        query: '/* select#1 */ select …',
        query_type: 'select',
        json_schema_version: '2.0',
        query_plan: {
          operation: 'Nested loop inner join',
          access_type: 'join',
          join_type: 'inner join',
          join_algorithm: 'nested_loop',
          estimated_rows: 2000000,
          estimated_total_cost: 5200,
          inputs: [
            {
              operation: 'Table scan on j',
              access_type: 'table',
              schema_name: 'plant',
              table_name: 'journal',
              alias: 'j',
              estimated_rows: 2000000,
              estimated_total_cost: 4000,
            },
            {
              operation: 'Index lookup on m using PRIMARY (id = j.m)',
              access_type: 'index',
              index_name: 'PRIMARY',
              schema_name: 'plant',
              table_name: 'm',
              alias: 'm',
              estimated_rows: 1,
              estimated_total_cost: 0.25,
            },
          ],
        },
      }),
    );
    expect(outline(plan)).toEqual([
      'Nested loop inner join',
      '  Table scan on j plant.journal',
      '  Index lookup on m using PRIMARY plant.m PRIMARY',
    ]);
    expect(warningsOf('mysql', plan, null).map(({ kind }) => kind)).toEqual([
      'nested-loop',
      'full-scan',
    ]);
  });

  // mariadb.com/kb, EXPLAIN FORMAT=JSON: a sort of a join with a buffer.
  it('of MariaDB', () => {
    const plan = readMysqlPlan(
      JSON.stringify({
        query_block: {
          select_id: 1,
          cost: 12.5,
          filesort: {
            sort_key: 'j.op_time',
            temporary_table: {
              nested_loop: [
                { table: { table_name: 'm', access_type: 'ALL', rows: 10, filtered: 100 } },
                {
                  'block-nl-join': {
                    table: { table_name: 'j', access_type: 'ALL', rows: 500000, filtered: 100 },
                    buffer_type: 'flat',
                    join_type: 'BNL',
                    attached_condition: 'j.m = m.id',
                  },
                },
              ],
            },
          },
          subqueries: [
            {
              query_block: {
                select_id: 2,
                table: { table_name: 't', access_type: 'ref', key: 'at', rows: 3 },
              },
            },
          ],
        },
      }),
    );
    expect(outline(plan)).toEqual([
      'query block #1',
      '  filesort',
      '    temporary table',
      '      full scan m',
      '      block nl join',
      '        full scan j',
      '  query block #2',
      '    index lookup t at',
    ]);
    expect(warningsOf('mysql', plan, null).map(({ kind, step }) => [kind, step])).toEqual([
      ['spill', 1],
      ['full-scan', 5],
    ]);
  });

  // learn.microsoft.com: Showplan logical and physical operators; Missing index recommendations.
  it('of SQL Server', () => {
    const plan = readSqlServerPlan(`<?xml version="1.0" encoding="utf-16"?>
      <ShowPlanXML xmlns="http://schemas.microsoft.com/sqlserver/2004/07/showplan" Version="1.539"><BatchSequence><Batch><Statements>
      <StmtSimple StatementText="SELECT &lt;1&gt;" StatementType="SELECT" StatementEstRows="10" StatementSubTreeCost="48.9"><QueryPlan>
        <MissingIndexes><MissingIndexGroup Impact="97.4"><MissingIndex Database="[U8]" Schema="[dbo]" Table="[Journal]">
          <ColumnGroup Usage="EQUALITY"><Column Name="[note]" ColumnId="2"/></ColumnGroup>
          <ColumnGroup Usage="INCLUDE"><Column Name="[id]" ColumnId="1"/></ColumnGroup></MissingIndex></MissingIndexGroup></MissingIndexes>
        <Warnings><PlanAffectingConvert ConvertIssue="Seek Plan" Expression="CONVERT_IMPLICIT(nvarchar(40),[j].[note],0)=[@p1]"/></Warnings>
        <RelOp NodeId="0" PhysicalOp="Nested Loops" LogicalOp="Inner Join" EstimateRows="10" EstimatedTotalSubtreeCost="48.9"><NestedLoops>
          <RelOp NodeId="1" PhysicalOp="Clustered Index Scan" LogicalOp="Clustered Index Scan" EstimateRows="10" EstimatedRowsRead="12400000" TableCardinality="12400000" EstimatedTotalSubtreeCost="46.1">
            <IndexScan><Object Database="[U8]" Schema="[dbo]" Table="[Journal]" Index="[PK_J]" Alias="[j]"/>
            <Predicate><ScalarOperator ScalarString="[j].[note]=N'a''b'"/></Predicate></IndexScan></RelOp>
          <RelOp NodeId="2" PhysicalOp="Clustered Index Seek" LogicalOp="Clustered Index Seek" EstimateRows="1" EstimatedTotalSubtreeCost="2.7">
            <IndexScan><Object Schema="[dbo]" Table="[a]]b]" Index="[PK]"/></IndexScan></RelOp>
        </NestedLoops></RelOp></QueryPlan></StmtSimple></Statements></Batch></BatchSequence></ShowPlanXML>`);
    expect(outline(plan)).toEqual([
      'SELECT',
      '  Nested Loops (Inner Join)',
      '    Clustered Index Scan dbo.Journal PK_J',
      '    Clustered Index Seek dbo.a]b PK',
    ]);
    const shares = withShares(plan.steps).map(({ share }) => share?.toFixed(3));
    expect(shares).toEqual(['0.000', '0.002', '0.943', '0.055']);
    const warnings = warningsOf('sqlserver', plan, null);
    expect(warnings.map(({ kind }) => kind)).toEqual([
      'missing-index',
      'implicit-conversion',
      'full-scan',
    ]);
    expect(warnings[0]?.params).toEqual({
      object: 'dbo.Journal',
      columns: 'note, INCLUDE (id)',
      impact: 97,
    });
    expect(warnings[2]?.params).toEqual({ object: 'dbo.Journal', rows: 12_400_000 });
  });

  // Oracle Database Reference, V$SQL_PLAN; SQL Tuning Guide, “Displaying Execution Plans”.
  it('of Oracle', () => {
    const none = null;
    const plan = readOraclePlan([
      [
        '0',
        none,
        'SELECT STATEMENT',
        none,
        none,
        none,
        none,
        none,
        none,
        '48912',
        none,
        none,
        none,
        none,
      ],
      [
        '1',
        '0',
        'SORT',
        'ORDER BY',
        none,
        none,
        none,
        none,
        '400000',
        '48912',
        none,
        '104857600',
        none,
        none,
      ],
      [
        '2',
        '1',
        'HASH JOIN',
        none,
        none,
        none,
        none,
        none,
        '400000',
        '46870',
        none,
        none,
        '"M"."PK"="J"."PK"',
        none,
      ],
      [
        '3',
        '2',
        'INDEX',
        'RANGE SCAN',
        'NC65',
        'UQ_MATERIAL',
        '"M"@"SEL$1"',
        'INDEX (UNIQUE)',
        '300',
        '312',
        none,
        none,
        '"M"."CODE" LIKE :PREFIX',
        none,
      ],
      [
        '4',
        '2',
        'TABLE ACCESS',
        'FULL',
        'NC65',
        'BD_MATERIAL_JOURNAL',
        '"J"@"SEL$1"',
        'TABLE',
        '12400000',
        '46104',
        none,
        none,
        none,
        'TO_NUMBER("J"."DR")=0',
      ],
    ]);
    expect(outline(plan)).toEqual([
      'SELECT STATEMENT',
      '  SORT ORDER BY',
      '    HASH JOIN',
      '      INDEX RANGE SCAN UQ_MATERIAL',
      '      TABLE ACCESS FULL NC65.BD_MATERIAL_JOURNAL',
    ]);
    expect(warningsOf('oracle', plan, null).map(({ kind, step }) => [kind, step])).toEqual([
      ['spill', 1],
      ['full-scan', 4],
      ['implicit-conversion', 4],
    ]);
    expect(withShares(plan.steps)[4]?.share).toBeCloseTo(46104 / 48912);
  });

  // PostgreSQL manual, EXPLAIN: a hash join over a sequential scan, with a changed work_mem.
  it('of PostgreSQL with a sort beyond work_mem', () => {
    const sort = (workMem: string) =>
      readPostgresPlan(
        JSON.stringify([
          {
            Plan: {
              'Node Type': 'Sort',
              'Plan Rows': 1000000,
              'Plan Width': 64,
              'Total Cost': 10,
              Plans: [],
            },
            Settings: { work_mem: workMem },
          },
        ]),
      );
    expect(sort('8MB').steps[0]?.facts.spill).toBe('61 MB');
    expect(sort('1GB').steps[0]?.facts.spill).toBeUndefined();
  });

  it('of PostgreSQL that reads 60,000 rows to keep three of them', () => {
    const scan = (kept: number) => {
      const plan = readPostgresPlan(
        JSON.stringify([
          {
            Plan: {
              'Node Type': 'Seq Scan',
              Schema: 'public',
              'Relation Name': 'item',
              'Plan Rows': kept,
              'Total Cost': 1673,
              Filter: '(header_id = 100005)',
            },
          },
        ]),
      );
      return { ...plan, steps: withSizes(plan.steps, [['public.item', '60000']]) };
    };
    expect(warningsOf('postgresql', scan(3), null)).toMatchObject([
      { kind: 'full-scan', params: { rows: 60000 }, check: 'postgresql.missing-indexes' },
    ]);
    expect(warningsOf('postgresql', scan(20_000), null)).toEqual([]);
  });
});

test('an Oracle statement has the id the server gives it', () => {
  // As V$SQL shows it on every database.
  expect(oracleSqlId('select * from dual')).toBe('a5ks9fhw2v9s1');
});

test('plans that are none are told, and deep ones end', () => {
  for (const text of ['', 'null', '{}', '[]', '{"query_block": 1}'])
    for (const read of [readMysqlPlan, readPostgresPlan, readSqlServerPlan]) {
      expect(() => read(text), text).toThrow(/./);
    }
  expect(() => readXml('<a><b></a>')).toThrow(SyntaxError);
  const deep = `${'{"Node Type":"Limit","Plans":['.repeat(3_000)}{"Node Type":"Result"}${']}'.repeat(3_000)}`;
  expect(readPostgresPlan(`[{"Plan":${deep}}]`).steps).toHaveLength(3_001);
});

test('every check that a warning leads to is shipped', () => {
  const packs = join(import.meta.dirname, '../../../../resources/packs');
  const shipped = readdirSync(packs).flatMap((platform) => {
    const folder = join(packs, platform, 'queries');
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    return files.map((name) => /^id: (\S+)/m.exec(readFileSync(join(folder, name), 'utf8'))?.[1]);
  });
  for (const dialect of dialects)
    for (const kind of planWarningKinds) {
      const check = checkFor(dialect, kind);
      if (check !== null) expect(shipped).toContain(check);
    }
});
