import { AppError } from '../../contract/errors';
import type { HostKey } from '../../contract/ssh';
import type { SshEndpoint } from '../../contract/systems';
import type { Log } from '../../kit/log';
import type { AuditService } from '../audit/index';
import type { ExecOptions } from './channels';
import type { Stop } from './dial';
import type { CloseReason, SshLink } from './link';

/** So much of a command stands in our own log. */
const longestLogged = 500;

/** Writes down what connections do: in the audit log for the customer, in the log for us. */
export class Journal {
  private readonly audit: AuditService;
  private readonly log: Log;
  /** How each endpoint failed last: one that is tried every 30 s is written down once. */
  private readonly lastFailure = new Map<string, string>();

  constructor(audit: AuditService, log: Log) {
    this.audit = audit;
    this.log = log;
  }

  /** @throws AppError `profile.disk-full`, `profile.read-only` */
  opened(chain: readonly Stop[], link: SshLink): void {
    const { endpointId, target, detail } = summary(chain);
    this.lastFailure.delete(endpointId);
    this.audit.append({
      kind: 'connection-opened',
      target,
      detail: {
        ...detail,
        method: link.method,
        hostKey: link.hostKey.fingerprint,
        server: link.server,
      },
    });
  }

  closed(chain: readonly Stop[], reason: CloseReason): void {
    const { target, detail } = summary(chain);
    this.append('connection-closed', target, { ...detail, reason });
  }

  failed(chain: readonly Stop[], error: unknown): void {
    const { endpointId, target, detail } = summary(chain);
    const code = error instanceof AppError ? error.code : 'internal';
    if (code === 'wire.cancelled' || this.lastFailure.get(endpointId) === code) return;
    this.lastFailure.set(endpointId, code);
    this.append('connection-failed', target, { ...detail, code });
  }

  trusted({ host, port, fingerprint }: HostKey): void {
    this.audit.append({ kind: 'host-key-trusted', target: host, detail: { port, fingerprint } });
  }

  distrusted({ host, port, fingerprint }: HostKey): void {
    this.audit.append({ kind: 'host-key-distrusted', target: host, detail: { port, fingerprint } });
  }

  /** Before a command is sent. @throws AppError `profile.disk-full`, `profile.read-only` */
  command(
    target: string,
    { host, port, username }: SshEndpoint,
    command: string,
    options: ExecOptions,
  ): void {
    const text = options.audit === false ? command : (options.audit ?? command);
    this.log.info('remote command', { host, port, command: shortened(text) });
    if (options.audit === false) return;
    this.audit.append({ kind: 'command', target, detail: { host, port, username, command: text } });
  }

  /** What happened already cannot be kept from happening: a full disk is told by the next act. */
  private append(
    kind: 'connection-closed' | 'connection-failed',
    target: string,
    detail: Record<string, string | number>,
  ): void {
    try {
      this.audit.append({ kind, target, detail });
    } catch (error) {
      this.log.warn('the audit log could not be written', { kind, target, error: String(error) });
    }
  }
}

/** What wraps a script is long and the same each time; the audit log has all of the command. */
function shortened(command: string): string {
  return command.length <= longestLogged ? command : `${command.slice(0, longestLogged)}…`;
}

function summary(chain: readonly Stop[]) {
  const last = chain.at(-1);
  const { host = '', port = 0, username = '' } = last?.detail ?? {};
  const via = chain.slice(0, -1).map(({ name }) => name);
  return {
    endpointId: last?.endpointId ?? '',
    target: last?.name ?? '',
    detail: { host, port, username, ...(via.length > 0 ? { via: via.join(' → ') } : {}) },
  };
}
