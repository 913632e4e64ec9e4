import type { Provenance } from '../../../contract/cases';
import type { ReportLanguage, ReportTexts } from './texts';
import { formatTime } from './time';

type ResultProvenance = Extract<Provenance, { kind: 'result' }>;
/** What is known of one of two compared results, or of the only one. */
type Origin = Omit<ResultProvenance, 'kind' | 'columns' | 'rows' | 'comparison' | 'sha256'>;

/** Ranges of row numbers that a document lists. */
const shownRanges = 100;

interface Words {
  before: string;
  after: string;
  statement: string;
  guard: string;
  guards: Record<NonNullable<Origin['guard']>, string>;
  state: string;
  states: Record<NonNullable<Origin['state']>, string>;
  truncated: string;
  clippedCells: string;
  serverClock: string;
  query: string;
  wholeSha256: string;
  counts: string;
  key: string;
  ignored: string;
  duplicates: string;
}

const words: Record<ReportLanguage, Words> = {
  'zh-CN': {
    before: '对比前',
    after: '对比后',
    statement: '语句',
    guard: '只读检查',
    guards: {
      read: '通过：只读的单条语句，在只读事务中运行',
      reviewed: '通过：经审核的随附语句（哈希一致），在只读事务中运行',
      write: '写模式，凭变更单运行',
    },
    state: '结束方式',
    states: {
      running: '采集时仍在运行，只有此前到达的行',
      done: '完成',
      cancelled: '被取消，只有此前到达的行',
      failed: '出错中断，只有此前到达的行',
    },
    truncated: '已达行数上限，数据库中还有更多行',
    clippedCells: '只保留开头的单元格数',
    serverClock: '服务器时钟与本机之差（毫秒）',
    query: '保存的查询与版本',
    wholeSha256: '完整结果的 SHA-256',
    counts: '差异（新增 / 移除 / 更改 / 相同）',
    key: '识别行的列',
    ignored: '未比较的列',
    duplicates: '键重复的行（前 / 后）',
  },
  en: {
    before: 'Before',
    after: 'After',
    statement: 'Statement',
    guard: 'Read-only check',
    guards: {
      read: 'passed: one reading statement, run in a read-only transaction',
      reviewed:
        'passed: a shipped statement that was reviewed (same hash), run in a read-only transaction',
      write: 'write mode, under a change number',
    },
    state: 'End of the run',
    states: {
      running: 'still running when it was taken: the rows so far',
      done: 'complete',
      cancelled: 'cancelled: the rows so far',
      failed: 'failed: the rows so far',
    },
    truncated: 'the row limit was reached; the database has more rows',
    clippedCells: 'Cells of which only the beginning was kept',
    serverClock: 'Server’s clock against this device’s (ms)',
    query: 'Saved query and version',
    wholeSha256: 'SHA-256 of the whole result',
    counts: 'Differences (added / removed / changed / same)',
    key: 'Columns that name a row',
    ignored: 'Columns not compared',
    duplicates: 'Rows of a repeated key (before / after)',
  },
};

/** A statement that was run, with its parameters as a person reads them. */
export interface ReportStatement {
  label: string;
  sql: string;
  parameters: string;
}

/** The statements behind the rows of evidence. */
export function statementsOf(provenance: Provenance, { lang }: ReportTexts): ReportStatement[] {
  if (provenance.kind !== 'result') return [];
  const told = words[languageOf(lang)];
  const { comparison } = provenance;
  const after = { sql: provenance.sql, parameters: parametersText(provenance.parameters) };
  if (!comparison) return [{ label: told.statement, ...after }];
  const { sql, parameters } = comparison.before;
  const before = { sql, parameters: parametersText(parameters) };
  const alike = before.sql === after.sql && before.parameters === after.parameters;
  if (alike) return [{ label: told.statement, ...after }];
  return [
    { label: `${told.before}: ${told.statement}`, ...before },
    { label: `${told.after}: ${told.statement}`, ...after },
  ];
}

/** Label and value of everything known about where rows came from, besides the statements. */
export function resultLines(
  provenance: ResultProvenance,
  texts: ReportTexts,
): [label: string, value: string | number | null][] {
  const told = words[languageOf(texts.lang)];
  const { comparison, rows } = provenance;
  if (!comparison) {
    return [
      ...originLines(provenance, texts, rows !== null),
      // From 1, as the grid shows them.
      [
        texts.fields['rows'] ?? 'rows',
        rows === null ? null : numbersText(rows.map((row) => row + 1)),
      ],
      [texts.fields['rowCount'] ?? 'rowCount', provenance.rowCount],
    ];
  }
  const { added, removed, changed, same } = comparison.counts;
  const { before, after } = comparison.duplicates;
  const of = (label: string, origin: Origin): [string, string | number | null][] =>
    originLines(origin, texts, true).map(([name, value]) => [`${label}: ${name}`, value]);
  return [
    [told.counts, `${added} / ${removed} / ${changed} / ${same}`],
    [told.key, comparison.key.join(', ')],
    [told.ignored, comparison.ignored.join(', ')],
    [told.duplicates, before + after === 0 ? null : `${before} / ${after}`],
    ...of(told.before, comparison.before),
    ...of(told.after, provenance),
  ];
}

/** @param whole tells the hash of all rows, where others are the evidence */
function originLines(
  origin: Origin,
  { fields, environments, lang }: ReportTexts,
  whole: boolean,
): [string, string | number | null][] {
  const told = words[languageOf(lang)];
  const field = (name: string): string => fields[name] ?? name;
  const { guard, state, queryId, queryVersion } = origin;
  return [
    [field('system'), origin.system],
    [field('environment'), environments[origin.environment] ?? origin.environment],
    [field('server'), origin.server],
    [field('host'), origin.host],
    [field('database'), origin.database],
    [field('username'), origin.username],
    [field('startedAt'), formatTime(origin.startedAt)],
    [told.serverClock, origin.clockOffsetMs == null ? null : Math.round(origin.clockOffsetMs)],
    [told.guard, guard ? told.guards[guard] : null],
    [
      told.state,
      endText(state ? told.states[state] : null, origin.truncated ? told.truncated : null),
    ],
    [told.clippedCells, origin.clippedCells || null],
    [told.query, queryId ? `${queryId}${queryVersion == null ? '' : ` (${queryVersion})`}` : null],
    [told.wholeSha256, whole ? (origin.wholeSha256 ?? null) : null],
  ];
}

/** Numbers as ranges, e.g. `0–4, 9`, so many of them at most. */
function numbersText(numbers: readonly number[]): string {
  const ranges: [from: number, to: number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const shown = ranges
    .slice(0, shownRanges)
    .map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return ranges.length > shown.length
    ? `${shown.join(', ')} … (${numbers.length})`
    : shown.join(', ');
}

function endText(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null).join('; ');
}

function parametersText(parameters: Record<string, string | null>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `:${name} = ${value ?? 'NULL'}`)
    .join('\n');
}

function languageOf(lang: string): ReportLanguage {
  return lang === 'en' ? 'en' : 'zh-CN';
}
