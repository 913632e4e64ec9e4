import { LineCounter, isMap, isNode, isScalar, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import type { ErrorCode } from '../../../contract/errors';
import type { QueryDocument } from '../../../contract/query-document';
import type { ImportProblem } from '../../../contract/query-library';
import { replaceParameters } from '../guard/parameters';
import { statementsOf } from '../packs/read';
import { queryFileSchema, type QueryFile } from '../packs/schema';
import { documentOf } from './document';

/** A query that was read from a file. */
export interface FileQuery {
  file: string;
  /** As the file says. */
  id: string | null;
  version: number;
  document: QueryDocument;
}

/** What a YAML file gave: a query, or what is wrong with it. */
export type ReadFile = { query: FileQuery } | { problems: ImportProblem[] };

/** Characters of a wrong value that are told. */
const valueTold = 100;

/**
 * Reads one YAML file of a query.
 *
 * @param file its path with `/`, for what is told of it
 * @param textOf the text of a statement's file beside it; undefined where there is none
 */
export async function readQueryFile(
  file: string,
  text: string,
  textOf: (name: string) => Promise<string | undefined>,
): Promise<ReadFile> {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problem = (
    code: ErrorCode,
    line: number | null,
    params: ImportProblem['params'] = {},
  ): ImportProblem => ({ file, line, code, params: { file, line: line ?? 1, ...params } });
  if (yaml.errors.length > 0)
    return {
      problems: yaml.errors.map(({ message, pos: [at] }) =>
        problem('queries.import-yaml', lines.linePos(at).line, { detail: message }),
      ),
    };
  const parsed = queryFileSchema.safeParse(contentOf(yaml));
  if (!parsed.success) {
    const told = parsed.error.issues.flatMap((issue) => explain(issue, yaml, lines));
    return { problems: told.map(({ code, line, params }) => problem(code, line, params)) };
  }
  const lineOf = (...path: Path): number | null => lineAt(yaml, lines, path);
  const texts = new Map<string, string>();
  const problems: ImportProblem[] = [];
  for (const [index, { file: name, dialect }] of parsed.data.statements.entries()) {
    const line = lineOf('statements', index);
    const sql = (await textOf(name))?.trim();
    if (sql === undefined)
      problems.push(problem('queries.import-statement-missing', line, { statement: name }));
    else if (sql === '')
      problems.push(problem('queries.import-statement-empty', line, { statement: name }));
    else if (dialect === undefined && parsed.data.dialect.length > 1)
      problems.push(problem('queries.import-dialect-missing', line, { statement: name }));
    else texts.set(name, sql);
  }
  if (problems.length > 0) return { problems };
  const document = documentOf(parsed.data, statementsOf(parsed.data, texts));
  for (const { name, index } of mismatched(parsed.data, document).unused)
    problems.push(
      problem('queries.import-parameter-unused', lineOf('parameters', index), { name }),
    );
  for (const name of mismatched(parsed.data, document).undeclared)
    problems.push(problem('queries.import-parameter-undeclared', lineOf('statements'), { name }));
  if (problems.length > 0) return { problems };
  const { id = null, version } = parsed.data;
  return { query: { file, id, version, document } };
}

/** Too many aliases are refused by the parser: a small file must not become a large value. */
function contentOf(yaml: Document): unknown {
  try {
    return yaml.toJS();
  } catch {
    return null;
  }
}

/** Parameters that are declared and in no statement, and the other way round. */
function mismatched(
  { parameters }: QueryFile,
  { statements }: QueryDocument,
): { unused: { name: string; index: number }[]; undeclared: string[] } {
  const used = new Set(
    statements.flatMap(({ sql, dialect }) => replaceParameters(sql, dialect).parameters),
  );
  const declared = new Set(parameters.map(({ name }) => name));
  return {
    unused: parameters
      .map(({ name }, index) => ({ name, index }))
      .filter(({ name }) => !used.has(name)),
    undeclared: [...used].filter((name) => !declared.has(name)),
  };
}

type Path = (string | number)[];
type Issue = z.core.$ZodIssue;

interface Told {
  code: ErrorCode;
  line: number | null;
  params: ImportProblem['params'];
}

function explain(issue: Issue, yaml: Document, lines: LineCounter): Told[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const field = fieldOf(path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      code: 'queries.import-unknown-key',
      line: lineOfKey(yaml, lines, path, key),
      params: { key: fieldOf([...path, key]) },
    }));
  const line = lineAt(yaml, lines, path);
  if (path.length === 0) return [{ code: 'queries.import-no-query', line: 1, params: {} }];
  if (!yaml.hasIn(path)) return [{ code: 'queries.import-missing', line, params: { field } }];
  const value = valueAt(yaml, path);
  const choices = choicesOf(issue);
  return choices.length > 0
    ? [
        {
          code: 'queries.import-choice',
          line,
          params: { field, value, choices: choices.join(', ') },
        },
      ]
    : [{ code: 'queries.import-value', line, params: { field, value } }];
}

/** The values that would have been right, where they can be counted. */
function choicesOf(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union') return [];
  return issue.errors.flat().flatMap(choicesOf);
}

/** `parameters[2].type`, counted from 1 as people do. */
function fieldOf(path: Path): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part + 1}]` : index === 0 ? part : `.${part}`,
    )
    .join('');
}

function valueAt(yaml: Document, path: Path): string {
  const value: unknown = yaml.getIn(path);
  const text = isNode(value) ? value.toString() : String(value);
  return text.trim().slice(0, valueTold);
}

/** Where something is written; where it is missing, what it is missing in. */
function lineAt(yaml: Document, lines: LineCounter, path: Path): number | null {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? yaml.contents : yaml.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return null;
}

function lineOfKey(yaml: Document, lines: LineCounter, path: Path, key: string): number | null {
  const map = path.length === 0 ? yaml.contents : yaml.getIn(path, true);
  const pair = isMap(map)
    ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined;
  const range = isScalar(pair?.key) ? pair.key.range : undefined;
  return range ? lines.linePos(range[0]).line : lineAt(yaml, lines, path);
}
