import { Option, type Command } from 'commander';
import { extname } from 'node:path';
import type { Inventory } from '../../contract/systems';
import type { CliContext } from '../context';
import { createPlatform } from '../platform';
import { columns, readTextFile } from './files';

type Format = 'yaml' | 'csv';

/** `system template`, `system import`, `system list`: the inventory in and out. */
export function registerSystem(program: Command, context: CliContext): void {
  const system = program.command('system').description('The inventory: customers, sites, systems.');
  system
    .command('template')
    .description('Prints a complete commented example in YAML.')
    .action(async () => {
      // The example needs no profile, so nothing is unlocked and no folder is made.
      const { createHost } = await import('../../host/index');
      const connection = createHost(createPlatform('cli', context.folder)).connect();
      const { text } = await connection.client.systems.template({});
      connection.close();
      process.stdout.write(text);
    });
  system
    .command('import')
    .description('Takes in an inventory, all or nothing; names are the keys.')
    .argument('<file>', 'YAML or CSV; - reads stdin')
    .addOption(
      new Option('--format <format>', 'default: by the file’s name').choices(['yaml', 'csv']),
    )
    .action(async (file: string, options: { format?: Format }) => {
      const text = file === '-' ? await context.readStdin() : readTextFile(context.path(file));
      const format = options.format ?? (extname(file).toLowerCase() === '.csv' ? 'csv' : 'yaml');
      const result = await context.withHost((client) => client.systems.import({ format, text }));
      const { created, updated, unchanged } = result;
      context.print(result, `${created} created, ${updated} updated, ${unchanged} unchanged.`);
    });
  system
    .command('list')
    .description('Lists the systems, or prints the inventory in a format that can be imported.')
    .addOption(new Option('--format <format>', 'prints a whole file').choices(['yaml', 'csv']))
    .action((options: { format?: Format }) =>
      context.withHost(async (client) => {
        if (options.format) {
          const { text } = await client.systems.export({ format: options.format });
          process.stdout.write(text);
          return;
        }
        const lines = systemLines(await client.systems.inventory({}));
        if (context.json) for (const line of lines) context.print(line);
        else if (lines.length > 0) context.print(lines, readable(lines));
      }),
    );
}

interface SystemLine {
  id: string;
  customer: string;
  site: string;
  system: string;
  platform: string;
  version: string;
  environment: string;
  endpoints: { id: string; name: string; kind: string }[];
}

function systemLines({ customers, sites, systems, endpoints }: Inventory): SystemLine[] {
  return systems.map((system) => {
    const site = sites.find(({ id }) => id === system.siteId);
    const customer = customers.find(({ id }) => id === site?.customerId);
    return {
      id: system.id,
      customer: customer?.name ?? '',
      site: site?.name ?? '',
      system: system.name,
      platform: system.platform,
      version: system.version,
      environment: system.environment,
      endpoints: endpoints
        .filter(({ systemId }) => systemId === system.id)
        .map(({ id, name, detail }) => ({ id, name, kind: detail.kind })),
    };
  });
}

function readable(lines: readonly SystemLine[]): string {
  return columns(
    lines.map(({ customer, site, system, platform, version, environment, endpoints }) => [
      `${customer} / ${site} / ${system}`,
      `${platform} ${version}`.trim(),
      environment,
      endpoints.map(({ name, kind }) => `${name} (${kind})`).join(', '),
    ]),
  );
}
