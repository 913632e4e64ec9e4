export { AuditService, type AuditNote } from './service';
