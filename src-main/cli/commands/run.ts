import type { Command } from 'commander';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { AppError } from '../../contract/errors';
import type { HostClient } from '../../contract/index';
import type { HostRun, Run, RunbookFault, StepRun, Words } from '../../contract/runbooks';
import { readStream } from '../../contract/wire/index';
import type { CliContext } from '../context';
import { errorText, terminalLanguage } from '../text';
import { findSshEndpoint } from './ssh-hosts';

interface RunOptions {
  hosts: string[];
  param: string[];
  dryRun?: boolean;
  change?: string;
  reason?: string;
  rollBack?: boolean;
  report?: string;
}

/** Characters of a step's output that its line has; the whole of it is in the transcript. */
const outputCharacters = 1024 * 1024;

const collect = (value: string, all: string[]): string[] => [...all, value];

/** `run RUNBOOK --hosts …` and `runbook …`. */
export function registerRun(program: Command, context: CliContext): void {
  program
    .command('run')
    .description('Runs a runbook on hosts side by side; prints a line a step and host.')
    .argument('<runbook>', 'id, title, or path of a YAML file')
    .requiredOption('--hosts <a,b>', 'names, addresses or ids of SSH hosts', splitHosts, [])
    .option('--param <name=value>', 'a parameter; of a secret, the name of its entry', collect, [])
    .option('--dry-run', 'changes nothing: shows, or runs what stands in for it')
    .option('--change <id>', 'number of the approved change, for what changes state')
    .option('--reason <text>', 'why, for the record')
    .option('--roll-back', 'undoes, on a host where a step failed, what was done there')
    .option('--report <file>', 'writes the report as Markdown')
    .action((runbook: string, options: RunOptions) => run(context, runbook, options));

  const runbook = program.command('runbook').description('The library of runbooks.');
  runbook
    .command('list')
    .description('Lists shipped runbooks and those of the library.')
    .action(() =>
      context.withHost(async (client) => {
        for (const entry of await client.runbooks.list({})) {
          const { id, origin, class: kind, sha256, document } = entry;
          const { title, version, platform, unproven, parameters } = document;
          const line = { id, version, platform, class: kind, origin, title, unproven, sha256 };
          const names = parameters.map(({ name }) => name);
          context.print({ ...line, parameters: names }, `${id}  ${inLanguage(title)}  (${kind})`);
        }
      }),
    );
  runbook
    .command('check')
    .description('Checks a YAML file and names every fault with its line.')
    .argument('<file>')
    .action((file: string) => check(context, file));
  runbook
    .command('show')
    .description('Prints the YAML of a runbook.')
    .argument('<id>')
    .action((id: string) =>
      context.withHost(async (client) => {
        const { text } = await client.runbooks.source({ id });
        context.print({ id, text }, text);
      }),
    );
  runbook
    .command('save')
    .description('Keeps a YAML file in the library.')
    .argument('<file>')
    .action((file: string) =>
      context.withHost(async (client) => {
        const { id, document } = await client.runbooks.save({ text: readText(context, file) });
        context.print({ id, version: document.version }, `Saved ${id}.`);
      }),
    );
}

function splitHosts(value: string, all: string[]): string[] {
  const names = value.split(',').map((name) => name.trim());
  return [...all, ...names.filter((name) => name !== '')];
}

async function run(context: CliContext, wanted: string, options: RunOptions): Promise<void> {
  const parameters = parametersOf(options.param);
  const { stopped } = context;
  await context.withHost(async (client, host) => {
    const inventory = await client.systems.inventory({});
    const { id, text } = await findRunbook(context, client, wanted);
    const started = host.features().runbooks.start(
      {
        runbookId: id,
        endpointIds: options.hosts.map((name) => findSshEndpoint(inventory, name).id),
        parameters,
        dryRun: options.dryRun ?? false,
        rollBackOnFailure: options.rollBack ?? false,
        statement: { changeId: options.change ?? '', reason: options.reason ?? '', typedNames: [] },
      },
      { startedBy: 'cli', scheduleId: null, unattended: true },
      text,
    );
    const stop = (): void => {
      context.say('Stopping: the steps are ended on their hosts.');
      void client.runbooks.stop({ id: started.id });
    };
    if (stopped.aborted) stop();
    else stopped.addEventListener('abort', stop, { once: true });
    const ended = await follow(context, client, started);
    stopped.removeEventListener('abort', stop);
    if (options.report !== undefined) {
      const language = terminalLanguage();
      const report = await client.runbooks.report({ id: ended.id, language });
      writeFileSync(context.path(options.report), report.text);
    }
    const { transcriptSha256 } = ended;
    context.say(`Run ${ended.id}: ${ended.state}. Transcript SHA-256 ${transcriptSha256 ?? '-'}.`);
    const failed = ended.hosts.filter(({ state }) => state !== 'done');
    if (failed.length > 0)
      throw new AppError('runbooks.host-failed', {
        count: failed.length,
        total: ended.hosts.length,
        hosts: failed.map(({ name, state }) => `${name}: ${state}`).join(', '),
      });
  });
}

/** Prints each step of each host as it ends; gives the run when it has. */
async function follow(context: CliContext, client: HostClient, started: Run): Promise<Run> {
  const printed = new Set<string>();
  let last = started;
  for await (const states of readStream(client, client.runbooks.follow({ id: started.id }))) {
    last = states.at(-1) ?? last;
    for (const [index, host] of last.hosts.entries()) {
      const steps = [
        ...host.steps.map((step) => ({ step, rollback: false })),
        ...host.rollback.map((step) => ({ step, rollback: true })),
      ];
      for (const { step, rollback } of steps) {
        const key = `${index}/${step.step}/${rollback}`;
        if (step.state === 'waiting' || step.state === 'running' || printed.has(key)) continue;
        printed.add(key);
        await printStep(context, client, last, host, step, rollback);
      }
    }
  }
  return last;
}

async function printStep(
  context: CliContext,
  client: HostClient,
  run: Run,
  host: HostRun,
  step: StepRun,
  rollback: boolean,
): Promise<void> {
  const name = run.stepNames[step.step] ?? { zh: '', en: '' };
  const elapsedMs =
    step.startedAt !== null && step.endedAt !== null ? step.endedAt - step.startedAt : null;
  const output = step.outputBytes > 0 ? await outputOf(client, run.id, host, step, rollback) : '';
  const line = {
    runbook: run.runbookId,
    host: host.name,
    step: step.step + 1,
    name: name.en,
    state: step.state,
    exit: step.exitCode,
    elapsedMs,
    command: step.command,
    output: output.slice(0, outputCharacters),
    outputBytes: step.outputBytes,
    outputCut: step.outputCut || output.length > outputCharacters,
    ...(step.signal === null ? {} : { signal: step.signal }),
    ...(rollback ? { rollback } : {}),
    ...(step.error ? { error: step.error } : {}),
  };
  const head = `[${step.state}] ${host.name} ${rollback ? '↩ ' : ''}${step.step + 1}. ${inLanguage(name)}`;
  const error = step.error ? errorText(step.error.code as AppError['code'], step.error.params) : '';
  const shown = step.state === 'shown' ? step.command : output;
  const body = [error, shown].filter((text) => text !== '').join('\n');
  context.print(line, body === '' ? head : `${head}\n${plain(body).replace(/^/gm, '    ')}`);
}

async function outputOf(
  client: HostClient,
  id: string,
  { endpointId }: HostRun,
  { step }: StepRun,
  rollback: boolean,
): Promise<string> {
  let text = '';
  const stream = client.runbooks.output({ id, endpointId, step, rollback });
  for await (const pieces of readStream(client, stream)) {
    text += pieces.join('');
    if (text.length > outputCharacters) break;
  }
  return text;
}

/** What a host said is hostile to a terminal: no control characters but line breaks and tabs. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.trimEnd().replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

function inLanguage(words: Words): string {
  return terminalLanguage() === 'zh-CN' ? words.zh : words.en;
}

function parametersOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new AppError('cli.usage', { detail: `--param ${text}` });
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** By id, by title in one of the languages, or the text of a file. */
async function findRunbook(
  context: CliContext,
  client: HostClient,
  wanted: string,
): Promise<{ id: string; text?: string }> {
  const known = await client.runbooks.list({});
  const found =
    known.find(({ id }) => id === wanted) ??
    known.find(({ document: { title } }) => title.zh === wanted || title.en === wanted);
  if (found) return { id: found.id };
  if (!existsSync(context.path(wanted))) throw new AppError('runbooks.not-found', { id: wanted });
  const text = readText(context, wanted);
  const { document, faults } = await client.runbooks.check({ text });
  if (document) return { id: document.id, text };
  const [fault] = faults.filter(({ severity }) => severity === 'error');
  sayFaults(context, wanted, faults);
  const { line = 1, message } = fault ?? {};
  throw new AppError('runbooks.invalid', { line, detail: message ? inLanguage(message) : '' });
}

async function check(context: CliContext, file: string): Promise<void> {
  const text = readText(context, file);
  // Loaded here: other commands start faster without it.
  const { readRunbook } = await import('../../host/index');
  const { document, faults } = readRunbook(text);
  for (const { line, severity, message } of faults)
    context.print(
      { line, severity, message: message.en },
      `${file}:${line}: ${severity}: ${inLanguage(message)}`,
    );
  const fault = faults.find(({ severity }) => severity === 'error');
  if (fault) throw new AppError('runbooks.invalid', { line: fault.line, detail: fault.message.en });
  if (!context.json && document) context.say(`${document.id} v${document.version}: OK`);
}

function sayFaults(context: CliContext, file: string, faults: readonly RunbookFault[]): void {
  for (const { line, severity, message } of faults)
    context.say(`${file}:${line}: ${severity}: ${inLanguage(message)}`);
}

function readText(context: CliContext, file: string): string {
  const path = context.path(file);
  if (!existsSync(path)) throw new AppError('file.missing', { path });
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new AppError('file.unreadable', { path }, { cause: error });
  }
}
