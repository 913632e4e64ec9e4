export { auditRpc } from './rpc';
export { AuditService, type AuditNote } from './service';
