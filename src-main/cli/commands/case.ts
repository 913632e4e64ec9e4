import { Option, type Command } from 'commander';
import { extname } from 'node:path';
import { priorities, type CaseDetail, type Priority } from '../../contract/cases';
import { AppError } from '../../contract/errors';
import type { CliContext } from '../context';
import { terminalLanguage, type Language } from '../text';
import { columns, readTextFile, writeTextFile } from './files';

interface NewOptions {
  title: string;
  priority: Priority;
  body?: string;
  reporter: string;
  system?: string;
}

/** Those without a program yet are understood, and say so. */
const namedFormats = ['md', 'html', 'pdf', 'docx', 'zip'];

/** `case …`: cases, their notes, evidence and reports. ID is a case's id or its number. */
export function registerCase(program: Command, context: CliContext): void {
  const command = program.command('case').description('Cases, notes and evidence.');
  command
    .command('new')
    .description('Opens a case.')
    .requiredOption('--title <text>')
    .addOption(new Option('--priority <priority>').choices(priorities).default('P3'))
    .option(
      '--body <file>',
      'the reporter’s own words; - reads stdin. They are never changed after',
    )
    .option('--reporter <name>', 'who reported it', '')
    .option('--system <id>', 'id of the system, see `system list`')
    .action((options: NewOptions) => create(context, options));
  command
    .command('list')
    .description('Lists cases, newest change first.')
    .option('--open', 'without resolved and closed ones')
    .option('--text <words>', 'only those that contain every word', '')
    .action((options: { open?: boolean; text: string }) => list(context, options));
  command
    .command('show')
    .description('Prints a case with notes, evidence and timeline.')
    .argument('<id>')
    .action((id: string) =>
      context.withHost(async (client) => {
        const detail = await client.cases.get({ id });
        const { notes, evidence, timeline } = detail;
        context.print({ ...detail.case, notes, evidence, timeline }, readable(detail));
      }),
    );
  command
    .command('note')
    .description('Adds a note.')
    .argument('<id>')
    .requiredOption('--text <markdown>', '- reads stdin')
    .option('--title <text>', 'of the note', '')
    .action((id: string, options: { text: string; title: string }) => note(context, id, options));
  command
    .command('attach')
    .description('Adds a file as evidence, whatever its size.')
    .argument('<id>')
    .argument('<file>')
    .option('--remark <text>', 'what it shows', '')
    .action((id: string, file: string, options: { remark: string }) =>
      context.withHost(async (_client, host) => {
        const { evidence } = host.features().cases;
        const added = await evidence.attachFile(id, context.path(file), options.remark);
        context.print(
          {
            evidenceId: added.id,
            sha256: added.sha256,
            number: `E${added.ordinal}`,
            bytes: added.bytes,
          },
          `E${added.ordinal} ${added.title}  SHA-256 ${added.sha256}`,
        );
      }),
    );
  command
    .command('evidence')
    .description('Writes the exact bytes of a piece of evidence into a new file.')
    .argument('<id>')
    .argument('<evidence>', 'its number in the case, e.g. E1, or its id')
    .requiredOption('--out <file>')
    .action((id: string, evidence: string, options: { out: string }) =>
      context.withHost(async (client, host) => {
        const detail = await client.cases.get({ id });
        const found = detail.evidence.find(
          (piece) => piece.id === evidence || `E${piece.ordinal}` === evidence.toUpperCase(),
        );
        if (!found) throw new AppError('entity.not-found', { id: evidence });
        const saved = await host
          .features()
          .cases.evidence.save(found.id, context.path(options.out));
        context.print(saved, `${saved.path}  ${saved.bytes} bytes`);
      }),
    );
  command
    .command('export')
    .description('Writes a case as a document, in clear.')
    .argument('<id>')
    .addOption(new Option('--format <format>', 'default: by the file’s name').choices(namedFormats))
    .requiredOption('--out <file>')
    .addOption(new Option('--language <language>').choices(['zh-CN', 'en']))
    .action((id: string, options: { format?: string; out: string; language?: Language }) =>
      context.withHost((_client, host) => {
        const format = options.format ?? extname(options.out).slice(1).toLowerCase();
        const language = options.language ?? terminalLanguage();
        const { text } = host.features().cases.reports.export(id, format, language);
        const path = context.path(options.out);
        const bytes = writeTextFile(path, text);
        context.print({ path, bytes }, `${path}  ${bytes} bytes`);
        return Promise.resolve();
      }),
    );
}

async function create(context: CliContext, options: NewOptions): Promise<void> {
  const { title, priority, body, reporter, system } = options;
  const reportedWords =
    body === undefined
      ? ''
      : body === '-'
        ? await context.readStdin()
        : readTextFile(context.path(body));
  const made = await context.withHost((client) =>
    client.cases.create({ title, priority, reportedWords, reporter, systemId: system ?? null }),
  );
  context.print({ id: made.id, number: made.number }, made.number);
}

async function list(context: CliContext, options: { open?: boolean; text: string }): Promise<void> {
  const found = await context.withHost((client) =>
    client.cases.list({ text: options.text, open: options.open === true }),
  );
  if (context.json) for (const entry of found) context.print(entry);
  else if (found.length > 0)
    context.print(
      found,
      columns(
        found.map(({ number, priority, status, title }) => [number, priority, status, title]),
      ),
    );
}

async function note(
  context: CliContext,
  id: string,
  options: { text: string; title: string },
): Promise<void> {
  const text = options.text === '-' ? await context.readStdin() : options.text;
  const noteId = await context.withHost(async (client) => {
    const found = await client.cases.get({ id });
    const made = await client.cases.createNote({
      caseId: found.case.id,
      title: options.title,
      text,
    });
    return made.id;
  });
  context.print({ noteId }, noteId);
}

function readable({ case: found, notes, evidence }: CaseDetail): string {
  const parts = [
    `${found.number}  ${found.priority}  ${found.status}  ${found.title}`,
    found.reportedWords.trimEnd(),
    ...notes.map(({ title, text }) => (title === '' ? text : `# ${title}\n${text}`)),
    evidence
      .filter(({ removed }) => !removed)
      .map(({ ordinal, title, sha256 }) => `E${ordinal}  ${title}  ${sha256}`)
      .join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
