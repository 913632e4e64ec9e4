import { procedures } from '../../../contract/wire/server';
import { formatSql } from './format';
import type { SchemaService } from './service';
import { statementRanges } from './split';

export function schemaRpc(service: () => SchemaService) {
  const { queries } = procedures;
  return {
    schemas: queries.schemas.handler(() => service().kept()),
    schemaState: queries.schemaState.handler(({ input }) => service().state(input.endpointId)),
    readSchema: queries.readSchema.handler(({ input, signal }) =>
      service().read(input.endpointId, signal),
    ),
    schemaRows: queries.schemaRows.handler(({ input }) => service().rows(input)),
    schemaObject: queries.schemaObject.handler(({ input }) =>
      service().object(input.endpointId, input.schema, input.name),
    ),
    complete: queries.complete.handler(({ input }) => service().complete(input)),
    describe: queries.describe.handler(({ input }) => service().describe(input)),
    statements: queries.statements.handler(({ input }) =>
      statementRanges(input.dialect, input.sql),
    ),
    format: queries.format.handler(({ input, signal }) =>
      formatSql(input.dialect, input.sql, signal),
    ),
  };
}
