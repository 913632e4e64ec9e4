import { InvalidArgumentError, Option, type Command } from 'commander';
import { AppError } from '../../contract/errors';
import { exportFormats, type ExportFormat } from '../../contract/query-exports';
import type { exportStatement, Host, StatementExport } from '../../host/index';
import type { CliContext } from '../context';
import { readTextFile } from './files';
import { registerClassify } from './sql-classify';

interface RunOptions {
  url?: string;
  connection?: string;
  sql?: string;
  file?: string;
  param: Record<string, string>;
  maxRows?: number;
  timeout: number;
  format: ExportFormat;
  out: string;
  formulaGuard: boolean;
}

/** A statement without `--timeout` may take this many seconds. */
const defaultTimeout = 300;
/** Without `--max-rows` every row is taken; the protocol counts no further. */
const everyRow = Number.MAX_SAFE_INTEGER - 1;

/** `sql run`: one reading statement on a database, its rows straight into a file; `sql classify`. */
export function registerSql(program: Command, context: CliContext): void {
  const command = program.command('sql').description('Reading statements on databases.');
  registerClassify(command, context);
  command
    .command('run')
    .description(
      'Runs one SELECT, SHOW or plain EXPLAIN in a read-only transaction and writes its rows into a file.',
    )
    .option(
      '--url <url>',
      'postgres, mysql, sqlserver, oracle or hana://user:password@host:port/database?tls=…, or sqlite:path; - reads stdin',
    )
    .option('--connection <name>', 'a database of the inventory: its name, or system/name')
    .option('--sql <text>', 'the statement')
    .option('--file <path>', 'a file with the statement; - reads stdin')
    .option('--param <name=value>', 'value of a parameter :name; repeatable', parameter, {})
    .option('--max-rows <count>', 'take at most so many rows', count)
    .option('--timeout <seconds>', 'longest time the statement may take', seconds, defaultTimeout)
    .addOption(
      new Option('--format <format>', 'of the file').choices(exportFormats).makeOptionMandatory(),
    )
    .requiredOption('--out <file>', 'replaced only when the whole result is there')
    .option('--no-formula-guard', "CSV: write = + - @ at the begin of a text without a ' before it")
    .action((options: RunOptions) => run(context, options));
}

async function run(context: CliContext, options: RunOptions): Promise<void> {
  if (options.url === '-' && options.file === '-')
    throw usage('only one of --url and --file can be read from stdin');
  const sql = await statement(context, options);
  if (options.connection !== undefined) {
    const name = options.connection;
    if (options.url !== undefined) throw usage('give either --url or --connection');
    await context.withHost(async (_client, host) => {
      const endpointId = findConnection(host, name);
      const { queries } = host.features();
      await runInto(context, options, sql, (request) => queries.straight.into(endpointId, request));
    });
    return;
  }
  const url = await context.secretArgument(options.url, 'url');
  if (url === undefined) throw usage('give --url or --connection');
  const { targetOfUrl, exportStatement } = await import('../../host/index');
  const target = await targetOfUrl(url);
  await runInto(context, options, sql, (request) => exportStatement(target, request));
}

async function runInto(
  context: CliContext,
  options: RunOptions,
  sql: string,
  send: (request: StatementExport) => ReturnType<typeof exportStatement>,
): Promise<void> {
  const { optionsOf } = await import('../../host/index');
  const { outcome, counts } = await send({
    sql,
    parameters: options.param,
    maxRows: options.maxRows ?? everyRow,
    timeoutMs: options.timeout * 1000,
    options: optionsOf({ format: options.format, guardFormulas: options.formulaGuard }),
    path: context.path(options.out),
    replace: true,
    signal: context.stopped,
  });
  if (counts.cutCells > 0) {
    context.say(
      `${counts.cutCells} cells were longer than Excel allows (32767 characters) and were cut.`,
    );
  }
  if (counts.guardedCells > 0) {
    context.say(
      `${counts.guardedCells} texts got a ' before them, so that no spreadsheet runs them as formulas; --no-formula-guard leaves them as they are.`,
    );
  }
  if (outcome.clippedCells > 0) {
    context.say(
      `${outcome.clippedCells} cells were longer than 1 MiB: only their beginning was taken.`,
    );
  }
  const { rows, columns, truncated, firstRowMs, elapsedMs } = outcome;
  const document = {
    rows,
    columns: columns.length,
    truncated,
    firstRowMs: firstRowMs === null ? null : Math.round(firstRowMs),
    elapsedMs: Math.round(elapsedMs),
  };
  const more = truncated ? ' There are more rows.' : '';
  context.print(
    document,
    `${rows} rows, ${columns.length} columns in ${document.elapsedMs} ms.${more}`,
  );
}

async function statement(context: CliContext, { sql, file }: RunOptions): Promise<string> {
  if (sql !== undefined && file === undefined) return sql;
  if (file === undefined || sql !== undefined) throw usage('give either --sql or --file');
  const text = file === '-' ? await context.readStdin() : readTextFile(context.path(file));
  return text.replace(/^\uFEFF/, '');
}

/** The id of a database endpoint by its name, alone or after the name of its system. */
function findConnection(host: Host, name: string): string {
  const { endpoints, systems } = host.features().systems.inventory();
  const systemName = new Map(systems.map((system) => [system.id, system.name]));
  const found = endpoints.filter(
    (endpoint) =>
      endpoint.detail.kind === 'database' &&
      (endpoint.name === name || `${systemName.get(endpoint.systemId)}/${endpoint.name}` === name),
  );
  const [first, second] = found;
  if (!first) throw new AppError('sql.connection-unknown', { name });
  if (second) {
    const names = found.map(({ systemId, name: own }) => `${systemName.get(systemId)}/${own}`);
    throw usage(`several databases have this name: ${names.join(', ')}`);
  }
  return first.id;
}

function parameter(text: string, before: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It is written name=value.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('A whole number from 1 on.');
  return value;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0.1 && value <= 86_400))
    throw new InvalidArgumentError('Seconds, from 0.1 to 86400.');
  return value;
}

function usage(detail: string): AppError {
  return new AppError('cli.usage', { detail });
}
