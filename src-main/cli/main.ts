import { Command, CommanderError } from 'commander';
import { AppError } from '../contract/errors';
import { registerAudit } from './commands/audit';
import { registerCase } from './commands/case';
import { registerLog } from './commands/log';
import { registerProfile } from './commands/profile';
import { registerRun } from './commands/run';
import { registerSecret } from './commands/secret';
import { registerSql } from './commands/sql';
import { registerSsh } from './commands/ssh';
import { registerSystem } from './commands/system';
import { redact } from '../kit/log';
import { program as installed } from '../kit/program';
import { CliContext, takeSecrets, type GlobalOptions, type Register } from './context';
import { registerDemo } from './demo';
import { registerServe } from './serve';
import { errorText } from './text';

/** Every file of commands; each adds its own to the program. */
const commands: readonly Register[] = [
  registerServe,
  registerDemo,
  registerSystem,
  registerSecret,
  registerSsh,
  registerLog,
  registerCase,
  registerAudit,
  registerProfile,
  registerSql,
  registerRun,
];

const secrets = takeSecrets();
const neededNapi = 10;

/** Exit codes, as the command line's contract has them. */
const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

async function run(args: readonly string[]): Promise<number> {
  const program = new Command('fieldbench')
    .description('The field engineer’s workbench, from a terminal.')
    .version(installed().version)
    .option('--data <dir>', 'profile folder (default: the place for application data)')
    .option('--json', 'print results as JSON, one document a line')
    .exitOverride()
    .showHelpAfterError('Run with --help to see how it is used.');
  const options = (): GlobalOptions => program.opts<GlobalOptions>();
  const context = new CliContext(secrets, options);
  for (const register of commands) register(program, context);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    return report(error, args.includes('--json'));
  }
}

/** Says on stderr what went wrong; with `--json` the last line there is the error as data. */
function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) {
    // Commander has printed its words; asking for help or the version is no error.
    if (error.exitCode === 0) return exitCodes.done;
    const noCommand = error.code === 'commander.help';
    const detail = noCommand ? 'a command is missing' : error.message.replace(/^error: /, '');
    if (json) printError('cli.usage', detail, { detail });
    return exitCodes.usage;
  }
  if (error instanceof AppError && error.code === 'wire.bad-input') {
    // What the host did not accept was typed here, e.g. an empty title.
    return report(new AppError('cli.usage', error.params), json);
  }
  const usage = error instanceof AppError && error.code === 'cli.usage';
  if (error instanceof AppError) {
    if (json) printError(error.code, errorText(error.code, error.params, 'en'), error.params);
    else process.stderr.write(`${redact(errorText(error.code, error.params))}\n`);
  } else {
    const stack = redact(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.stderr.write(`${stack}\n`);
    if (json) printError('internal', stack.split('\n')[0] ?? '', {});
  }
  return usage ? exitCodes.usage : exitCodes.failed;
}

function printError(code: string, message: string, params: AppError['params']): void {
  process.stderr.write(`${redact(JSON.stringify({ error: { code, message, params } }))}\n`);
}

/** Waits until what was written has left: ending at once would cut a pipe short. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

// The reader of a pipe may leave early (`| head`): that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done);
  process.stderr.write(`The results could not be written: ${error.message}\n`);
  process.exit(exitCodes.failed);
});

if (Number(process.versions.napi) < neededNapi) {
  process.stderr.write(
    `FieldBench needs Node 22.14 or newer; this is ${process.version}. ` +
      'Start it with `npm run -s fieldbench`, which picks one.\n',
  );
  process.exit(exitCodes.failed);
}
void run(process.argv.slice(2)).then(async (code) => {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(code);
});
