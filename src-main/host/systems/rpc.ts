import { procedures } from '../../contract/wire/server';
import { yamlTemplate } from './template';
import type { TransferService } from './transfer';
import type { SystemsService } from './service';

const ok = { ok: true } as const;

export function systemsRpc(service: () => SystemsService, transfer: () => TransferService) {
  const { systems } = procedures;
  return {
    inventory: systems.inventory.handler(({ input }) => service().inventory(input.archived)),
    saveCustomer: systems.saveCustomer.handler(({ input }) => service().saveCustomer(input)),
    saveSite: systems.saveSite.handler(({ input }) => service().saveSite(input)),
    saveSystem: systems.saveSystem.handler(({ input }) => service().saveSystem(input)),
    saveEndpoint: systems.saveEndpoint.handler(({ input }) => service().saveEndpoint(input)),
    archive: systems.archive.handler(({ input }) => {
      service().archive(input.entity, input.id, input.archived);
      return ok;
    }),
    search: systems.search.handler(({ input }) => service().search(input.text)),
    export: systems.export.handler(({ input }) => ({ text: transfer().export(input.format) })),
    import: systems.import.handler(({ input }) => transfer().import(input.format, input.text)),
    template: systems.template.handler(() => ({ text: yamlTemplate })),
    readSshConfig: systems.readSshConfig.handler(({ input }) =>
      transfer().readSshConfig(input.path),
    ),
    importSshConfig: systems.importSshConfig.handler(({ input }) =>
      transfer().importSshConfig(input.path, input.aliases, input.systemId),
    ),
  };
}
