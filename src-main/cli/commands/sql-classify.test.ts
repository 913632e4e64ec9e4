import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { dialects } from '../../contract/dialects';
import { labelled } from '../../host/queries/guard/lists/labelled';
import { CliContext } from '../context';
import { registerSql } from './sql';

/** Feeds lines and keeps what a command prints. */
class Context extends CliContext {
  readonly printed: unknown[] = [];
  private readonly given: readonly string[];
  constructor(given: readonly string[]) {
    super({ passphrase: undefined, url: undefined, token: undefined }, () => ({ json: true }));
    // A context lets go of the channel to its parent; here that is what keeps the test's process.
    process.channel?.ref();
    this.given = given;
  }
  override async *lines(): AsyncGenerator<string> {
    yield* this.given;
  }
  override print(document: unknown): void {
    this.printed.push(document);
  }
}

async function classify(dialect: string, lines: readonly string[]): Promise<Context> {
  const context = new Context(lines);
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  registerSql(program, context);
  for (const command of program.commands)
    for (const sub of command.commands)
      sub.exitOverride().configureOutput({ writeErr: () => undefined });
  await program.parseAsync(['sql', 'classify', '--dialect', dialect], { from: 'user' });
  return context;
}

describe('sql classify', () => {
  it.each(dialects)('answers a line each for the labelled list of %s', async (dialect) => {
    const list = labelled(dialect);
    const { printed } = await classify(
      dialect,
      list.map(({ sql }) => JSON.stringify({ sql })),
    );
    expect(printed).toEqual(
      list.map(({ label }) => ({
        verdict: label === 'read' ? 'read' : 'refused',
        reason: label === 'read' ? null : label,
        statements: expect.any(Number),
      })),
    );
  });

  it('counts statements, takes a byte order mark and passes over empty lines', async () => {
    const { printed } = await classify('sqlite', ['\uFEFF{"sql":"SELECT 1; SELECT 2"}', '', ' ']);
    expect(printed).toEqual([{ verdict: 'refused', reason: 'one-statement', statements: 2 }]);
  });

  it.each([
    ['SELECT 1', 'line 2 of stdin is no JSON'],
    ['{"query":"SELECT 1"}', 'line 2 of stdin has no text "sql"'],
    ['{"sql":5}', 'line 2 of stdin has no text "sql"'],
    ['null', 'line 2 of stdin has no text "sql"'],
  ])('names the line it cannot read: %s', async (line, detail) => {
    await expect(classify('mysql', ['{"sql":"SELECT 1"}', line])).rejects.toMatchObject({
      code: 'cli.usage',
      params: { detail },
    });
  });

  it('knows six dialects and no other', async () => {
    await expect(classify('db2', [])).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  });
});
