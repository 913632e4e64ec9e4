import { databaseAddress } from '../../contract/dialects';
import type { DatabaseEndpoint } from '../../contract/systems';
import type { AuditService } from '../audit/index';
import type { OwnStatement } from './drivers/port';

/**
 * Writes a statement into the audit log; nothing is sent before it stands there.
 *
 * @param parameters values by name; they stand in the log as JSON
 * @param more the change it belongs to, where it writes; what it is for, where we send it ourselves
 */
export function auditStatement(
  audit: AuditService,
  detail: DatabaseEndpoint,
  sql: string,
  parameters: object,
  more: Readonly<Record<string, string>> = {},
): void {
  audit.append({
    kind: 'statement',
    target: databaseAddress(detail),
    detail: {
      sql,
      username: detail.username,
      parameters: JSON.stringify(parameters),
      ...more,
    },
  });
}

/** The same for what a driver sends by itself. */
export function auditOwn(
  audit: AuditService,
  detail: DatabaseEndpoint,
  { purpose, sql, values = [] }: OwnStatement,
): void {
  auditStatement(audit, detail, sql, values, { purpose });
}
