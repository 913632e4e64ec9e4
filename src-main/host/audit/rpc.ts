import { procedures } from '../../contract/wire/server';
import type { AuditService } from './service';

export function auditRpc(service: () => AuditService) {
  const { audit } = procedures;
  return {
    list: audit.list.handler(({ input: { offset, count, ...filter } }) =>
      service().list(filter, offset, count),
    ),
    head: audit.head.handler(() => service().head()),
    verify: audit.verify.handler(() => service().verify()),
    export: audit.export.handler(({ input: { format, ...filter }, context }) =>
      context.session.credit.stream(service().export(filter, format)),
    ),
    verifyExport: audit.verifyExport.handler(({ input }) => service().verifyExport(input.text)),
  };
}
