import type { PlanWarning } from '../../../contract/query-plans';
import { detailsOf, numberOf, step, type RawPlan, type RawStep, type StepFacts } from './step';
import { readXml, within, type Element } from './xml';

const scans = new Set(['Table Scan', 'Clustered Index Scan', 'Remote Scan']);

/**
 * Reads a plan in XML (learn.microsoft.com, “Showplan Logical and Physical Operators Reference”;
 * schemas.microsoft.com/sqlserver/2004/07/showplan).
 *
 * @throws SyntaxError, TypeError when it is none
 */
export function readSqlServerPlan(text: string): RawPlan {
  const document = readXml(text);
  const statement = within(document, 'StmtSimple')[0] ?? document;
  const plan = within(statement, 'QueryPlan')[0];
  if (!plan) throw new TypeError('no QueryPlan');
  const steps = [
    step(statement.attributes['StatementType'] ?? 'SELECT', 0, {
      rows: numberOf(statement.attributes['StatementEstRows']),
      cost: numberOf(statement.attributes['StatementSubTreeCost']),
      facts: factsOfWarnings(plan),
    }),
  ];
  const waiting = nextOf(plan)
    .map((element) => ({ element, depth: 1 }))
    .toReversed();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { element, depth } = next;
    steps.push(stepOf(element, depth));
    for (const child of nextOf(element).toReversed())
      waiting.push({ element: child, depth: depth + 1 });
  }
  return { steps, suggested: within(plan, 'MissingIndexGroup').flatMap(missing) };
}

/** The operators right below an element. */
function nextOf(element: Element): Element[] {
  return within(element, 'RelOp', 'RelOp');
}

/** What belongs to an operator and not to those below it. */
function own(element: Element, name: string): Element[] {
  return within(element, name, 'RelOp');
}

function stepOf(element: Element, depth: number): RawStep {
  const { attributes } = element;
  const physical = attributes['PhysicalOp'] ?? 'RelOp';
  const logical = attributes['LogicalOp'] ?? physical;
  const [object] = own(element, 'Object');
  const at = object?.attributes ?? {};
  const name = [at['Schema'], at['Table']]
    .map(bare)
    .filter((part) => part !== '')
    .join('.');
  const predicate = own(element, 'Predicate')
    .flatMap((found) => own(found, 'ScalarOperator').slice(0, 1))
    .map((found) => found.attributes['ScalarString'] ?? '')
    .join(' AND ');
  const facts: StepFacts = factsOfWarnings(element);
  if (scans.has(physical)) facts.fullScan = true;
  if (physical === 'Nested Loops') facts.nestedLoop = true;
  if (predicate !== '') facts.filter = predicate;
  facts.examined = numberOf(attributes['EstimatedRowsRead'] ?? attributes['TableCardinality']);
  return step(logical === physical ? physical : `${physical} (${logical})`, depth, {
    object: name,
    alias: bare(at['Alias']),
    index: bare(at['Index']),
    rows: numberOf(attributes['EstimateRows']),
    cost: numberOf(attributes['EstimatedTotalSubtreeCost']),
    details: detailsOf([
      ['predicate', predicate],
      ['rows read', attributes['EstimatedRowsRead']],
      ['rows of the table', attributes['TableCardinality']],
      [
        'executions',
        attributes['EstimateRebinds'] === undefined
          ? ''
          : String(
              (numberOf(attributes['EstimateRebinds']) ?? 0) +
                (numberOf(attributes['EstimateRewinds']) ?? 0) +
                1,
            ),
      ],
      ['row size', attributes['AvgRowSize']],
      [
        'parallel',
        attributes['Parallel'] === '1' || attributes['Parallel'] === 'true' ? 'yes' : '',
      ],
    ]),
    facts,
  });
}

/** Warnings the server itself put on an operator or on the plan. */
function factsOfWarnings(element: Element): StepFacts {
  const facts: StepFacts = {};
  for (const warnings of own(element, 'Warnings')) {
    const [convert] = within(warnings, 'PlanAffectingConvert');
    if (convert) facts.conversion = convert.attributes['Expression'] ?? '';
    const [spill] = within(warnings, 'SpillToTempDb');
    if (spill) facts.spill = 'tempdb';
    const [statistics] = within(warnings, 'ColumnsWithNoStatistics');
    if (statistics)
      facts.noStatistics = within(statistics, 'ColumnReference')
        .map((column) => bare(column.attributes['Column']))
        .join(', ');
  }
  return facts;
}

function missing(group: Element): PlanWarning[] {
  const impact = numberOf(group.attributes['Impact']) ?? 0;
  return within(group, 'MissingIndex').map((index) => {
    const columns = within(index, 'ColumnGroup').flatMap((found) => {
      const included = found.attributes['Usage'] === 'INCLUDE';
      const names = found.children.map(({ attributes }) => bare(attributes['Name'])).join(', ');
      return included ? [`INCLUDE (${names})`] : [names];
    });
    const object = [index.attributes['Schema'], index.attributes['Table']].map(bare).join('.');
    const params = { object, columns: columns.join(', '), impact: Math.round(impact) };
    return { kind: 'missing-index', step: null, params, check: 'sqlserver.missing-indexes' };
  });
}

function bare(name: string | undefined): string {
  return (name ?? '').replace(/^\[([^]*)\]$/, '$1').replaceAll(']]', ']');
}
