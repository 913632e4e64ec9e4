import {
  versionSchema,
  type Dialect,
  type Inputs,
  type Parameter,
  type ParameterType,
  type QueryDocument,
  type QueryStatement,
  type QueryWords,
  type Severity,
  type Threshold,
} from '../../../../src-main/contract/index';

/** Pages of the form, in their order. */
export const savePages = ['basics', 'parameters', 'severity', 'after', 'fit'] as const;
export type SavePage = (typeof savePages)[number];

/** Of what kind the value of a threshold is: it decides how cells are compared with it. */
export const valueKinds = ['number', 'text', 'boolean'] as const;
export type ValueKind = (typeof valueKinds)[number];

export interface ThresholdDraft {
  column: string;
  is: Threshold['is'];
  value: string;
  kind: ValueKind;
  level: Severity;
}

/** Where the values come from that a parameter offers. */
export const choiceWays = ['none', 'values', 'query'] as const;
export type ChoiceWay = (typeof choiceWays)[number];

export interface ParameterDraft extends Omit<Parameter, 'choices'> {
  way: ChoiceWay;
  /** One on each line. */
  choices: string;
}

export interface StatementDraft extends Omit<QueryStatement, 'product' | 'minimum'> {
  product: string;
  minimum: string;
}

/** A saved query while it is written: what was typed, right or wrong. */
export interface SaveDraft {
  title: QueryWords;
  description: QueryWords;
  empty: QueryWords;
  next: QueryWords;
  folder: string;
  tags: string;
  key: string;
  note: string;
  statements: StatementDraft[];
  parameters: ParameterDraft[];
  thresholds: ThresholdDraft[];
}

/** What is wrong with a draft: the page and field it stands in, and the key of its text. */
export interface SaveProblem {
  page: SavePage;
  /** E.g. `thresholds.0.value`. */
  field: string;
  /** Below `query-library:problem`. */
  key: string;
  params: Record<string, string>;
}

const noWords: QueryWords = { zh: '', en: '' };

/** A draft of a query, or of nothing yet. */
export function draftOf(query: Partial<QueryDocument>): SaveDraft {
  return {
    title: query.title ?? noWords,
    description: query.description ?? noWords,
    empty: query.empty ?? noWords,
    next: query.next ?? noWords,
    folder: query.folder ?? '',
    tags: (query.tags ?? []).join(', '),
    key: (query.key ?? []).join(', '),
    note: '',
    statements: (query.statements ?? []).map(({ dialect, sql, product, minimum }) => ({
      dialect,
      sql,
      product: product ?? '',
      minimum: minimum ?? '',
    })),
    parameters: (query.parameters ?? []).map(parameterDraft),
    thresholds: (query.thresholds ?? []).map(({ value, ...threshold }) => ({
      ...threshold,
      value: String(value),
      kind: typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean'),
    })),
  };
}

function parameterDraft({ choices, ...parameter }: Parameter): ParameterDraft {
  const way =
    parameter.choicesFrom.trim() !== '' ? 'query' : choices.length > 0 ? 'values' : 'none';
  return { ...parameter, way, choices: choices.join('\n') };
}

/** A parameter nobody has said anything of yet. */
export function newParameter(name: string, type: ParameterType = 'text'): ParameterDraft {
  return parameterDraft({
    name,
    type,
    label: noWords,
    default: '',
    choices: [],
    choicesFrom: '',
    whenEmpty: 'text',
  });
}

/** The statements of a query with the console's text in the place of the one it began with. */
export function statementsWith(
  statements: readonly QueryStatement[],
  { dialect, opened, sql }: { dialect: Dialect; opened: string; sql: string },
): QueryStatement[] {
  const place = statements.findIndex((one) => one.dialect === dialect && one.sql === opened);
  const own = { dialect, sql, product: null, minimum: null };
  if (place === -1) return [...statements, own];
  return statements.map((one, index) => (index === place ? { ...one, sql } : one));
}

/** Declares what the statements have; what they no longer have stays, to be told and taken out. */
export function withParameters(
  declared: readonly ParameterDraft[],
  names: readonly string[],
  types: Readonly<Record<string, ParameterType>>,
): ParameterDraft[] {
  const added = names.filter((name) => !declared.some((known) => known.name === name));
  return [...declared, ...added.map((name) => newParameter(name, types[name]))];
}

/** What stands between separators, without blanks and repetitions. */
export function listOf(text: string, separator: string | RegExp = /[,，、]/): string[] {
  return [...new Set(text.split(separator).map((one) => one.trim()))].filter((one) => one !== '');
}

const linesOf = (text: string): string[] => listOf(text, /\r?\n/);

const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const day = /^(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?$/;

/** Whether a text is a value of a type. */
export function isOfType(text: string, type: ParameterType | ValueKind): boolean {
  const value = text.trim();
  switch (type) {
    case 'text':
      return true;
    case 'number':
      return number.test(value);
    case 'boolean':
      return /^(?:true|false)$/i.test(value);
    case 'date':
    case 'time': {
      const [whole, date] = day.exec(value) ?? [];
      if (type === 'time' && /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(value)) return true;
      if (!date || (type === 'date' && whole !== date)) return false;
      const found = new Date(`${date}T00:00:00Z`);
      return !Number.isNaN(found.getTime()) && found.toISOString().startsWith(date);
    }
  }
}

/** What must be mended before it can be saved; in the order of the pages. */
export function problemsOf(draft: SaveDraft): SaveProblem[] {
  const problems: SaveProblem[] = [];
  const add = (page: SavePage, field: string, key: string, params: Record<string, string> = {}) =>
    problems.push({ page, field, key, params });
  if (draft.title.zh.trim() === '' && draft.title.en.trim() === '')
    add('basics', 'title', 'titleMissing');
  for (const [index, parameter] of draft.parameters.entries()) {
    const { name, type, way } = parameter;
    const place = (field: string): string => `parameters.${index}.${field}`;
    if (parameter.default.trim() !== '' && !isOfType(parameter.default, type))
      add('parameters', place('default'), 'defaultType', { name });
    const wrong = linesOf(parameter.choices).find((choice) => !isOfType(choice, type));
    if (way === 'values' && wrong !== undefined)
      add('parameters', place('choices'), 'choiceType', { name, value: wrong });
    if (way === 'values' && linesOf(parameter.choices).length === 0)
      add('parameters', place('choices'), 'choicesMissing', { name });
    if (way === 'query' && parameter.choicesFrom.trim() === '')
      add('parameters', place('choicesFrom'), 'choicesQueryMissing', { name });
  }
  for (const [index, { column, value, kind }] of draft.thresholds.entries()) {
    const place = (field: string): string => `thresholds.${index}.${field}`;
    if (column.trim() === '') add('severity', place('column'), 'columnMissing');
    if (kind !== 'text' && !isOfType(value, kind))
      add('severity', place('value'), kind === 'number' ? 'valueNumber' : 'valueBoolean');
  }
  for (const [index, { minimum, sql }] of draft.statements.entries()) {
    if (sql.trim() === '') add('fit', `statements.${index}.sql`, 'statementEmpty');
    if (minimum.trim() !== '' && !versionSchema.safeParse(minimum.trim()).success)
      add('fit', `statements.${index}.minimum`, 'version');
  }
  return problems;
}

/** Parameters that no statement has any more: they are told, and left out. */
export function goneParameters(draft: SaveDraft, names: readonly string[]): string[] {
  return draft.parameters.map(({ name }) => name).filter((name) => !names.includes(name));
}

/** A draft without problems as it is saved. */
export function documentOf(draft: SaveDraft): Omit<Inputs['queries']['save'], 'id'> {
  return {
    title: trimmed(draft.title),
    description: trimmed(draft.description),
    empty: trimmed(draft.empty),
    next: trimmed(draft.next),
    folder: listOf(draft.folder, '/').join('/'),
    tags: listOf(draft.tags),
    key: listOf(draft.key),
    note: draft.note.trim(),
    statements: draft.statements.map(({ product, minimum, ...statement }) => ({
      ...statement,
      product: product.trim() || null,
      minimum: minimum.trim() || null,
    })),
    parameters: draft.parameters.map(({ way, choices, ...parameter }) => ({
      ...parameter,
      choices: way === 'values' ? linesOf(choices) : [],
      choicesFrom: way === 'query' ? parameter.choicesFrom.trim() : '',
    })),
    thresholds: thresholdsOf(draft.thresholds),
  };
}

/** Those that are whole, as they are kept. */
export function thresholdsOf(drafts: readonly ThresholdDraft[]): Threshold[] {
  return drafts
    .filter(({ column, kind, value }) => column.trim() !== '' && isOfType(value, kind))
    .map(({ kind, value, column, ...threshold }) => ({
      ...threshold,
      column: column.trim(),
      value:
        kind === 'number'
          ? Number(value)
          : kind === 'boolean'
            ? value.trim().toLowerCase() === 'true'
            : value,
    }));
}

function trimmed({ zh, en }: QueryWords): QueryWords {
  return { zh: zh.trim(), en: en.trim() };
}
