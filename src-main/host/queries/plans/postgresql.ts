import { detailsOf, numberOf, step, type RawPlan, type RawStep, type StepFacts } from './step';

type Node = Record<string, unknown>;

/** PostgreSQL keeps a sort in memory up to `work_mem`, 4 MB where nobody set it (manual, 20.4). */
const usualWorkMem = 4 * 1024 * 1024;
const units: Readonly<Record<string, number>> = { kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
/** What has a place of its own in a step, or is of no use to people. */
const shown = new Set([
  'Node Type', 'Plans', 'Relation Name', 'Schema', 'Alias', 'Index Name', 'Total Cost', 'Plan Rows',
  'Output', 'Parallel Aware', 'Async Capable', 'Parent Relationship', 'Disabled',
]); // prettier-ignore
/** Casts of a column that its index does not follow; `text` of a `varchar` is none. */
const cast = /\((\w+)\)::(numeric|double precision|real|date|timestamp[a-z ]*|bigint)/;

/**
 * Reads the answer of EXPLAIN (FORMAT JSON) (manual, EXPLAIN; node types as in
 * `ExplainNode`, src/backend/commands/explain.c).
 *
 * @throws SyntaxError, TypeError when it is none
 */
export function readPostgresPlan(text: string): RawPlan {
  const [answer] = JSON.parse(text) as { Plan: Node; Settings?: Record<string, string> }[];
  if (!answer?.Plan) throw new TypeError('no plan');
  const [, size, unit] = /^(\d+)(kB|MB|GB)$/.exec(answer.Settings?.['work_mem'] ?? '') ?? [];
  const workMem = size ? Number(size) * (units[unit ?? ''] ?? 1) : usualWorkMem;
  const steps: RawStep[] = [];
  // A stack and no recursion: a plan may be as deep as its author likes.
  const waiting: { node: Node; depth: number }[] = [{ node: answer.Plan, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, depth } = next;
    steps.push(stepOf(node, depth, workMem));
    const children = Array.isArray(node['Plans']) ? (node['Plans'] as Node[]) : [];
    for (const child of children.toReversed()) waiting.push({ node: child, depth: depth + 1 });
  }
  return { steps, suggested: [] };
}

function stepOf(node: Node, depth: number, workMem: number): RawStep {
  const text = (key: string): string => (typeof node[key] === 'string' ? node[key] : '');
  const type = text('Node Type');
  const relation = text('Relation Name');
  const name = [text('Schema'), relation].filter((part) => part !== '').join('.');
  const join = text('Join Type');
  const operation = join !== '' && join !== 'Inner' ? `${type} (${join})` : type;
  return step(operation, depth, {
    object: relation === '' ? text('Function Name') || text('CTE Name') : name,
    alias: text('Alias') === relation ? '' : text('Alias'),
    index: text('Index Name'),
    rows: numberOf(node['Plan Rows']),
    cost: numberOf(node['Total Cost']),
    details: detailsOf(Object.entries(node).filter(([key]) => !shown.has(key))),
    facts: factsOf(node, type, workMem),
  });
}

function factsOf(node: Node, type: string, workMem: number): StepFacts {
  const textOf = (key: string): string => {
    const value = node[key];
    return typeof value === 'string' ? value : '';
  };
  const filter = textOf('Filter');
  const facts: StepFacts = {};
  if (type === 'Seq Scan') facts.fullScan = true;
  if (filter !== '') facts.filter = filter;
  if (type === 'Nested Loop') facts.nestedLoop = true;
  const converted = cast.exec(filter) ?? cast.exec(textOf('Join Filter'));
  if (converted) facts.conversion = converted[0];
  if (type === 'Sort' || type === 'Hash') {
    const bytes = (numberOf(node['Plan Rows']) ?? 0) * (numberOf(node['Plan Width']) ?? 0);
    if (bytes > workMem) facts.spill = `${Math.round(bytes / 1024 / 1024)} MB`;
  }
  return facts;
}
