import { AppError } from '../../contract/errors';
import type { ImportResult, Inventory, SshConfigHost } from '../../contract/systems';
import type { Op } from '../../kit/journal';
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
  readSshConfig(path: string | undefined): SshConfigContent {
    return readSshConfig(path);
  }

  /**
   * Stores hosts as SSH endpoints of a system, named by their alias. A jump host is
   * noted in the system's remarks.
   *
   * @throws AppError `entity.not-found` for an alias or system that is not there
   */
  importSshConfig(path: string | undefined, aliases: string[], systemId: string): ImportResult {
    const { hosts } = readSshConfig(path);
    const system = this.systems.system(systemId);
    const site = this.systems.site(system.siteId);
    const names = [this.systems.customer(site.customerId).name, site.name, system.name];
    const chosen = aliases.map((alias) => {
      const host = hosts.find((entry) => entry.alias === alias);
      if (!host) throw new AppError('entity.not-found', { id: alias });
      return host;
    });
    const entries = chosen.map((host) => endpointEntry([...names, host.alias], host));
    const notes = chosen
      .filter(({ proxyJump }) => proxyJump !== '')
      .map(({ alias, proxyJump }) => `${alias}: ProxyJump ${proxyJump}`)
      .filter((line) => !system.remarks.split('\n').includes(line));
    const remarks = [system.remarks, ...notes].filter((line) => line !== '').join('\n');
    return this.apply(entries, (all) =>
      all.systems.some((entry) => entry.id === systemId && entry.remarks !== remarks)
        ? [{ kind: 'set', entity: 'system', id: systemId, fields: { remarks } }]
        : [],
    );
  }

  private apply(
    entries: readonly Entry[],
    more: (all: Inventory) => Op[] = () => [],
  ): ImportResult {
    let result: ImportResult = { created: 0, updated: 0, unchanged: 0 };
    this.systems.apply((all) => {
      const plan = planImport(all, entries);
      result = plan.result;
      return [...plan.ops, ...more(all)];
    });
    return result;
  }
}

function endpointEntry(names: string[], host: SshConfigHost): Entry {
  const stated = {
    kind: 'ssh',
    host: host.host,
    port: String(host.port),
    username: host.username,
    auth: host.identityPath === '' ? 'agent' : 'key',
    identity: host.identityPath,
  };
  return {
    level: 'endpoint',
    names,
    line: 0,
    stated: new Map(Object.entries(stated).map(([field, text]) => [field, { text, line: 0 }])),
    contacts: null,
  };
}
