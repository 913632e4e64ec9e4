import { InvalidArgumentError, type Command } from 'commander';
import { createWriteStream, existsSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { auditKinds, type AuditKind, type AuditVerdict } from '../../contract/audit';
import { AppError } from '../../contract/errors';
import { readStream } from '../../contract/wire/index';
import type { CliContext } from '../context';
import { columns, fileError, readTextFile } from './files';

const faultCodes = {
  changed: 'audit.row-changed',
  missing: 'audit.row-missing',
  'cut-off': 'audit.cut-off',
} as const;

/** `audit list`, `audit verify`, `audit export`. */
export function registerAudit(program: Command, context: CliContext): void {
  const audit = program
    .command('audit')
    .description('The append-only log of everything done to customers’ systems.');
  audit
    .command('list')
    .description('The newest rows first.')
    .option('--text <words>', 'rows that hold all of these words')
    .option('--kind <kind>', `one of ${auditKinds.join(', ')}; may be repeated`, addKind, [])
    .option('--last <n>', 'at most so many rows (500)', Number, 100)
    .action((options: { text?: string; kind: AuditKind[]; last: number }) =>
      context.withHost(async (client) => {
        const { text = '', kind: kinds, last: count } = options;
        const { entries } = await client.audit.list({ text, kinds, count });
        if (context.json) for (const entry of entries) context.print(entry);
        else
          context.print(
            entries,
            columns(
              entries.map(({ sequence, at, kind, target, detail }) => [
                String(sequence),
                new Date(at).toISOString(),
                kind,
                target,
                String(detail['command'] ?? detail['path'] ?? detail['action'] ?? ''),
              ]),
            ),
          );
      }),
    );
  audit
    .command('verify')
    .description('Goes through the hash chain; exit code 1 when a row was changed or is missing.')
    .argument('[file]', 'an exported JSON lines file instead of the profile')
    .action(async (file?: string) => {
      const verdict = await context.withHost((client) =>
        file === undefined
          ? client.audit.verify({})
          : client.audit.verifyExport({ text: readTextFile(context.path(file)) }),
      );
      report(context, verdict);
    });
  audit
    .command('export')
    .description('Writes all rows and the head of the chain into a new file.')
    .argument('<file>')
    .option('--format <format>', 'jsonl or csv', 'jsonl')
    .action((file: string, { format }: { format: string }) => {
      if (format !== 'jsonl' && format !== 'csv')
        throw new AppError('cli.usage', { detail: `--format ${format}` });
      return context.withHost(async (client) => {
        const path = context.path(file);
        if (existsSync(path)) throw new AppError('file.exists', { path });
        let rows = 0;
        const frames = client.audit.export({ format });
        async function* lines(): AsyncGenerator<string> {
          for await (const batch of readStream(client, frames)) {
            rows += batch.length;
            yield* batch;
          }
        }
        try {
          await pipeline(Readable.from(lines()), createWriteStream(path, { flags: 'wx' }));
        } catch (error) {
          rmSync(path, { force: true });
          throw error instanceof AppError ? error : fileError(error, path, 'file.unwritable');
        }
        // The head is a line, and so is what names the columns of CSV.
        const entries = rows - (format === 'csv' ? 2 : 1);
        context.print({ path, rows: entries }, `${path}  ${entries} rows`);
      });
    });
}

function report(context: CliContext, verdict: AuditVerdict): void {
  const { fault, rows, head } = verdict;
  context.print(
    verdict,
    fault ? '' : `Intact: ${rows} rows, head ${head.sequence} ${head.hash} of ${head.device}`,
  );
  if (fault) throw new AppError(faultCodes[fault.kind], { sequence: fault.sequence });
}

function addKind(text: string, kinds: AuditKind[]): AuditKind[] {
  const kind = auditKinds.find((known) => known === text);
  if (!kind) throw new InvalidArgumentError(`It must be one of ${auditKinds.join(', ')}.`);
  return [...kinds, kind];
}
