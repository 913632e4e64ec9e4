import { Option, type Command } from 'commander';
import { dialects, type Dialect } from '../../contract/dialects';
import { AppError } from '../../contract/errors';
import type { CliContext } from '../context';

/** `sql classify`: what the guard says of statements on stdin; no server, no profile. */
export function registerClassify(sql: Command, context: CliContext): void {
  sql
    .command('classify')
    .description('Says of each statement on stdin, JSON lines {"sql"}, whether it only reads.')
    .addOption(
      new Option('--dialect <dialect>', 'of the statements')
        .choices(dialects)
        .makeOptionMandatory(),
    )
    .action((options: { dialect: Dialect }) => classify(context, options.dialect));
}

async function classify(context: CliContext, asked: Dialect): Promise<void> {
  const { judge } = await import('../../host/index');
  let number = 0;
  // Statements are judged as they come, so that whoever feeds them line by line gets answers.
  for await (const line of context.lines()) {
    number += 1;
    const text = number === 1 ? line.replace(/^\uFEFF/, '') : line;
    if (text.trim() === '') continue;
    const { verdict } = await judge(asked, statementOf(text, number));
    const [first] = verdict.reasons;
    const at = first?.place ? ` at ${first.place.line}:${first.place.column}` : '';
    context.print(
      {
        verdict: verdict.verdict,
        reason: first?.reason ?? null,
        statements: verdict.statements,
      },
      first ? `refused  ${first.reason}${at}` : 'read',
    );
  }
}

/** @throws AppError `cli.usage` naming the line */
function statementOf(line: string, number: number): string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new AppError('cli.usage', { detail: `line ${number} of stdin is no JSON` });
  }
  const sql = (value as { sql?: unknown } | null)?.sql;
  if (typeof sql !== 'string')
    throw new AppError('cli.usage', { detail: `line ${number} of stdin has no text "sql"` });
  return sql;
}
