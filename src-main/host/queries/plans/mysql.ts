import { detailsOf, numberOf, step, type RawPlan, type RawStep, type StepFacts } from './step';

type Node = Record<string, unknown>;

/** Parts that hold others and are no steps themselves. */
const transparent = new Set(['nested_loop', 'query_specifications', 'inputs', 'attached_subqueries', 'subqueries', 'order_by_subqueries', 'group_by_subqueries', 'select_list_subqueries', 'having_subqueries', 'optimized_away_subqueries', 'expression_cache']); // prettier-ignore
/** What has a place of its own in a step. */
const shown = new Set(['table_name', 'key', 'rows', 'rows_examined_per_scan', 'access_type', 'operation', 'estimated_rows', 'estimated_total_cost']); // prettier-ignore
const deepest = 200;

/**
 * Reads EXPLAIN FORMAT=JSON of MySQL (both versions of its format: Reference Manual, EXPLAIN
 * Statement, `explain_json_format_version`) and of MariaDB (mariadb.com/kb, EXPLAIN FORMAT=JSON),
 * which have the same parts under partly other names.
 *
 * @throws SyntaxError, TypeError when it is neither
 */
export function readMysqlPlan(text: string): RawPlan {
  const answer = JSON.parse(text) as Node;
  const steps: RawStep[] = [];
  if (isNode(answer['query_plan']) || Array.isArray(answer['inputs']))
    iterator(isNode(answer['query_plan']) ? answer['query_plan'] : answer, 0, steps);
  else if (isNode(answer['query_block'])) block('query_block', answer['query_block'], 0, steps);
  else throw new TypeError('no query block');
  return { steps, suggested: [] };
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A part that is not a table: a query block, a sort, a group, a buffer. */
function block(name: string, node: Node, depth: number, steps: RawStep[]): void {
  if (depth > deepest) return;
  const own = Object.entries(node).filter(([, value]) => !holdsSteps(value));
  const cost = costOf(node);
  const facts: StepFacts = {};
  const sorts = name === 'filesort' || node['using_filesort'] === true;
  const temporary = node['using_temporary_table'] === true || isNode(node['temporary_table']);
  if (temporary && (sorts || name === 'grouping_operation')) facts.spill = 'temporary table';
  const message = typeof node['message'] === 'string' ? node['message'] : '';
  steps.push(
    step(operationOf(name, node, sorts), depth, {
      cost,
      details: detailsOf([
        ['message', message],
        ...own.filter(([key]) => key !== 'message' && key !== 'cost_info'),
      ]),
      facts,
    }),
  );
  children(node, depth + 1, steps);
}

function operationOf(name: string, node: Node, sorts: boolean): string {
  const words = name.replaceAll('_', ' ').replaceAll('-', ' ');
  const number = numberOf(node['select_id']);
  if (name === 'query_block') return number === null ? 'query block' : `query block #${number}`;
  return sorts && name !== 'filesort' ? `${words} (filesort)` : words;
}

function children(node: Node, depth: number, steps: RawStep[]): void {
  if (depth > deepest) return;
  for (const [name, value] of Object.entries(node)) {
    const parts = Array.isArray(value) ? value : [value];
    for (const part of parts) {
      if (!isNode(part) || name === 'cost_info') continue;
      if (name === 'table') table(part, depth, steps);
      else if (transparent.has(name)) children(part, depth, steps);
      else if (holdsSteps(part)) block(name, part, depth, steps);
    }
  }
}

/** Whether a table is somewhere in it. */
function holdsSteps(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsSteps);
  return Object.entries(value).some(
    ([name, inner]) =>
      (isNode(inner) && (name === 'table' || name === 'query_block')) || holdsSteps(inner),
  );
}

function table(node: Node, depth: number, steps: RawStep[]): void {
  const text = (key: string): string => (typeof node[key] === 'string' ? node[key] : '');
  const access = text('access_type');
  const examined = numberOf(node['rows_examined_per_scan']) ?? numberOf(node['rows']);
  const filtered = numberOf(node['filtered']);
  const given =
    examined !== null && filtered !== null ? Math.round((examined * filtered) / 100) : examined;
  const facts: StepFacts = { examined };
  if (access === 'ALL') facts.fullScan = true;
  const condition = text('attached_condition');
  if (condition !== '') facts.filter = condition;
  const own = Object.entries(node).filter(
    ([key, value]) => !shown.has(key) && key !== 'cost_info' && !holdsSteps(value),
  );
  const cost = costOf(node);
  steps.push(
    step(access === '' ? 'table' : (accessNames[access] ?? access), depth, {
      object: text('table_name'),
      index: text('key'),
      rows: numberOf(node['rows_produced_per_join']) ?? given,
      cost,
      details: detailsOf([['access', access], ...own]),
      facts,
    }),
  );
  children(node, depth + 1, steps);
}

/** How a table is read, in the words of the manual ("EXPLAIN Join Types"). */
const accessNames: Readonly<Record<string, string>> = {
  ALL: 'full scan',
  index: 'full index scan',
  range: 'index range',
  ref: 'index lookup',
  eq_ref: 'unique lookup',
  const: 'one row',
  system: 'one row',
  fulltext: 'fulltext',
  ref_or_null: 'index lookup or NULL',
  index_merge: 'index merge',
};

/** MySQL: a query's cost, a table's own; MariaDB 11: `cost`. */
function costOf(node: Node): number | null {
  const info = isNode(node['cost_info']) ? node['cost_info'] : {};
  const read = numberOf(info['read_cost']);
  const evaluated = numberOf(info['eval_cost']);
  if (read !== null && evaluated !== null) return read + evaluated;
  return numberOf(info['query_cost']) ?? numberOf(info['sort_cost']) ?? numberOf(node['cost']);
}

/** MySQL 8.3 and newer, version 2: a tree of iterators. */
function iterator(node: Node, depth: number, steps: RawStep[]): void {
  if (depth > deepest) return;
  const text = (key: string): string => (typeof node[key] === 'string' ? node[key] : '');
  const type = text('access_type');
  const facts: StepFacts = {};
  if (type === 'table') facts.fullScan = true;
  if (type === 'join' && text('join_algorithm') === 'nested_loop') facts.nestedLoop = true;
  if (type === 'filter') facts.filter = text('condition');
  const own = Object.entries(node).filter(([key]) => !shown.has(key) && key !== 'inputs');
  const schema = text('schema_name');
  const name = text('table_name');
  steps.push(
    step(text('operation').split(/\s+\(/)[0] ?? type, depth, {
      object: schema === '' || name === '' ? name : `${schema}.${name}`,
      alias: text('alias') === name ? '' : text('alias'),
      index: text('index_name'),
      rows: numberOf(node['estimated_rows']),
      cost: numberOf(node['estimated_total_cost']),
      details: detailsOf(own),
      facts,
    }),
  );
  const inputs = Array.isArray(node['inputs']) ? node['inputs'] : [];
  for (const input of inputs) if (isNode(input)) iterator(input, depth + 1, steps);
}
