import { databaseAddress } from '../../contract/dialects';
import type { DatabaseEndpoint } from '../../contract/systems';
import type { AuditService } from '../audit/index';

/**
 * Writes a statement into the audit log; nothing is sent before it stands there.
 *
 * @param parameters values by name; they stand in the log as JSON
 * @param permit the change it belongs to, where it writes
 */
export function auditStatement(
  audit: AuditService,
  detail: DatabaseEndpoint,
  sql: string,
  parameters: object,
  permit: { permit: string; change: string } | Record<string, never> = {},
): void {
  audit.append({
    kind: 'statement',
    target: databaseAddress(detail),
    detail: {
      sql,
      username: detail.username,
      parameters: JSON.stringify(parameters),
      ...permit,
    },
  });
}
