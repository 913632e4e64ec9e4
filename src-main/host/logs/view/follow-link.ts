import { AppError } from '../../../contract/errors';
import type { FollowEvent } from '../follow/index';
import { errorOf, type Connection } from './handle';

/** So many commands are remembered. */
const keptCommands = 50;

/** Whom a log is followed as, and where. */
interface Followed {
  host: string;
  port: number;
  username: string;
  path: string;
  now: () => number;
}

/** What is known of the connection that a log is followed over. */
export class FollowLink {
  state: Connection['state'] = 'connecting';
  /** When the next attempt to connect is made. */
  retryAt: number | null = null;
  /** Why the last attempt to connect, or to keep what came, failed. */
  refusal: AppError | null = null;
  private readonly followed: Followed;
  private wasLive = false;
  private staleSince: number | null = null;
  private trouble: AppError | null = null;
  private readonly commands: string[] = [];

  constructor(followed: Followed) {
    this.followed = followed;
  }

  told(): Pick<Connection, 'state' | 'staleSince' | 'retryAt' | 'error' | 'commands'> {
    const { state, staleSince, retryAt, trouble, commands } = this;
    return { state, staleSince, retryAt, error: errorOf(trouble), commands: [...commands] };
  }

  heard(event: FollowEvent): void {
    const { host, port, username, path, now } = this.followed;
    switch (event.event) {
      case 'connected':
        this.state = 'live';
        this.wasLive = true;
        this.staleSince = null;
        this.retryAt = null;
        this.trouble = null;
        break;
      case 'disconnected':
        this.state = this.wasLive ? 'stale' : 'connecting';
        if (this.wasLive) this.staleSince ??= now();
        this.trouble = this.refusal ?? new AppError('ssh.closed', { host, port });
        break;
      case 'waiting': {
        const code = event.reason === 'missing' ? 'logs.path-missing' : 'logs.not-a-file';
        this.trouble = new AppError(code, { host, username, path });
        break;
      }
      case 'caught-up':
        this.trouble = null;
        break;
      case 'command':
        this.commands.push(event.command);
        if (this.commands.length > keptCommands) this.commands.shift();
        break;
      default:
        break;
    }
  }

  failed(error: unknown): void {
    this.trouble =
      error instanceof AppError
        ? error
        : new AppError('internal', { detail: 'follow' }, { cause: error });
    this.state = 'failed';
    this.retryAt = null;
    if (this.wasLive) this.staleSince ??= this.followed.now();
  }

  /** It is tried again. */
  again(): void {
    if (this.state === 'failed') this.state = 'connecting';
    this.trouble = null;
  }
}
