import type { QueryDocument, QueryWords } from '../../../../src-main/contract/index';

/** Words of the parts of a document, below `query-library:document`. */
type Say = (key: string) => string;

/**
 * A document as one text, line by line, so that two of them can be compared: what is said about the
 * query as comments, then its statements.
 */
export function documentText(document: QueryDocument, say: Say): string {
  const { statements, parameters, thresholds, key } = document;
  const head = [
    ...wordLines(say('title'), document.title),
    ...wordLines(say('description'), document.description),
    ...wordLines(say('next'), document.next),
    ...wordLines(say('noRows'), document.empty),
    ...(key.length > 0 ? [`${say('key')}: ${key.join(', ')}`] : []),
    ...thresholds.map(
      ({ column, is, value, level }) =>
        `${say(level)}: ${column} ${is} ${typeof value === 'string' ? `'${value}'` : String(value)}`,
    ),
    ...parameters.flatMap((parameter) => [
      `:${parameter.name}  ${parameter.type}${parameter.default === '' ? '' : ` = ${parameter.default}`}`,
      ...wordLines(`  ${say('label')}`, parameter.label),
      ...(parameter.whenEmpty === 'text'
        ? []
        : [`  ${say('whenEmpty')}: ${say(parameter.whenEmpty)}`]),
      ...parameter.choices.map((choice) => `  - ${choice}`),
      ...(parameter.choicesFrom === ''
        ? []
        : parameter.choicesFrom.split('\n').map((line) => `  > ${line}`)),
    ]),
  ];
  const texts = statements.map(({ dialect, product, minimum, sql }) =>
    [`-- ${[dialect, product, minimum].filter(Boolean).join(' ')}`, sql.trim()].join('\n'),
  );
  return (
    [head.map((line) => `-- ${line}`).join('\n'), ...texts].filter(Boolean).join('\n\n') + '\n'
  );
}

/** A text in both languages; each of its lines has one of its own. */
function wordLines(label: string, { zh, en }: QueryWords): string[] {
  return [
    ...(zh === '' ? [] : linesOf(`${label} (zh)`, zh)),
    ...(en === '' ? [] : linesOf(`${label} (en)`, en)),
  ];
}

function linesOf(label: string, text: string): string[] {
  const [first = '', ...rest] = text.split(/\r?\n/);
  return [`${label}: ${first}`, ...rest.map((line) => `    ${line}`)];
}
