import type { Transfer } from '../../../contract/files';
import type { Log } from '../../../kit/log';
import type { AuditService } from '../../audit/index';
import { decodeName, pathOf, type NameEncoding } from '../paths';
import type { Sides } from '../sides';
import type { Copied } from './copy';

/** Writes transfers into the audit log. */
export class TransferAudit {
  private readonly audit: AuditService;
  private readonly sides: Sides;
  private readonly log: Log;

  constructor(audit: AuditService, sides: Sides, log: Log) {
    this.audit = audit;
    this.sides = sides;
    this.log = log;
  }

  /** One row for each file that has arrived. @throws AppError `profile.disk-full` */
  files(transfer: Transfer, copies: readonly Copied[]): void {
    const { direction, source, target, host, verified } = transfer;
    const from = this.encodingOf(source.endpointId);
    const to = this.encodingOf(target.endpointId);
    this.audit.append(
      ...copies.map((copy) => ({
        kind: 'transfer' as const,
        target: host,
        detail: {
          direction,
          source: decodeName(copy.source, from),
          path: decodeName(copy.target, to),
          bytes: copy.bytes,
          resumedFrom: copy.from,
          sha256: copy.sha256,
          verified,
          result: 'done',
        },
      })),
    );
  }

  /** A transfer that failed or was cancelled, with what had moved. */
  ended({ direction, source, target, host, bytesDone, state, error }: Transfer): void {
    try {
      this.audit.append({
        kind: 'transfer',
        target: host,
        detail: {
          direction,
          source: decodeName(pathOf(source.path), this.encodingOf(source.endpointId)),
          path: decodeName(pathOf(target.path), this.encodingOf(target.endpointId)),
          bytes: bytesDone,
          result: error?.code ?? state,
        },
      });
    } catch (failure) {
      // A full disk of this device may be why it failed; that was told already.
      this.log.warn('the end of a transfer was not written down', { error: String(failure) });
    }
  }

  private encodingOf(endpointId: string | null): NameEncoding {
    const detail = endpointId === null ? null : this.sides.place(endpointId).endpoint.detail;
    return detail?.kind === 'ssh' ? detail.encoding : 'utf-8';
  }
}
