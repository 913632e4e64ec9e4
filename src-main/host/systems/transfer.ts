import { AppError } from '../../contract/errors';
import type { ImportResult } from '../../contract/systems';
import { readCsv, writeCsv } from './csv';
import type { Entry } from './entries';
import { planImport } from './plan';
import type { SystemsService } from './service';
import { readSshConfig, type SshConfigContent } from './ssh-config';
import { readYaml, writeYaml } from './yaml';

export type InventoryFormat = 'yaml' | 'csv';

/** Inventory in and out of files, and from OpenSSH's configuration. */
export class TransferService {
  private readonly systems: SystemsService;

  constructor(systems: SystemsService) {
    this.systems = systems;
  }

  /** What is not archived. Importing it into an empty profile and exporting again gives the same text. */
  export(format: InventoryFormat): string {
    const inventory = this.systems.inventory();
    return format === 'yaml' ? writeYaml(inventory) : writeCsv(inventory);
  }

  /**
   * Takes in a whole file or nothing.
   *
   * @throws AppError `systems.import-…` with the line
   */
  import(format: InventoryFormat, text: string): ImportResult {
    return this.apply(format === 'yaml' ? readYaml(text) : readCsv(text));
  }

  /** @throws AppError `file.missing`, `file.unreadable` */
  readSshConfig(path: string | undefined): Omit<SshConfigContent, 'endpointsOf'> {
    const { path: read, hosts, skipped } = readSshConfig(path);
    return { path: read, hosts, skipped };
  }

  /**
   * Stores hosts as SSH endpoints of a system, named by their alias, with the jump hosts they
   * are reached through.
   *
   * @throws AppError `entity.not-found` for an alias or system that is not there
   */
  importSshConfig(path: string | undefined, aliases: string[], systemId: string): ImportResult {
    const content = readSshConfig(path);
    const system = this.systems.system(systemId);
    const site = this.systems.site(system.siteId);
    const names = [this.systems.customer(site.customerId).name, site.name, system.name];
    for (const alias of aliases)
      if (!content.hosts.some((host) => host.alias === alias))
        throw new AppError('entity.not-found', { id: alias });
    return this.apply(
      content
        .endpointsOf(aliases)
        .map(({ name, fields }) => endpointEntry([...names, name], fields)),
    );
  }

  private apply(entries: readonly Entry[]): ImportResult {
    let result: ImportResult = { created: 0, updated: 0, unchanged: 0 };
    this.systems.apply((all) => {
      const plan = planImport(all, entries);
      result = plan.result;
      return plan.ops;
    });
    return result;
  }
}

function endpointEntry(names: string[], fields: Record<string, string>): Entry {
  return {
    level: 'endpoint',
    names,
    line: 0,
    stated: new Map(Object.entries(fields).map(([field, text]) => [field, { text, line: 0 }])),
    contacts: null,
  };
}
