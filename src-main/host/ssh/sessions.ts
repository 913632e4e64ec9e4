import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'ssh2';
import { AppError } from '../../contract/errors';
import { isOpenFailure, refusal, type SshTarget } from './failure';
import { Slots } from './slots';
import { closeRefusedChannels } from './ssh2-internals';

/** OpenSSH's MaxSessions; commands, shells and SFTP count, forwarded connections do not. */
const sessionsPerConnection = 10;

/** Tries for a session that a server may still be clearing away, 20 ms apart and doubling. */
const mostAgain = 6;
const firstPauseMs = 20;

/** A session that is open; `release` gives its place to the next in line. */
export interface Session<T> {
  channel: T;
  release: () => void;
}

/** The sessions of one connection, given out in the order asked for. */
export class Sessions {
  private readonly client: Client;
  private readonly target: SshTarget;
  private readonly gone: () => AppError | null;
  private readonly count: (change: 1 | -1) => void;
  private readonly slots = new Slots(sessionsPerConnection);
  private opened = 0;

  /**
   * @param gone why there are none any more, or null
   * @param count told of every channel that opens and closes
   */
  constructor(
    client: Client,
    target: SshTarget,
    gone: () => AppError | null,
    count: (change: 1 | -1) => void,
  ) {
    this.client = client;
    this.target = target;
    this.gone = gone;
    this.count = count;
  }

  /** Whether one can be had at once. */
  get free(): boolean {
    return this.slots.free;
  }

  /** Whether every one is held by something that lasts. */
  crowded(longMs: number): boolean {
    return this.slots.crowded(longMs);
  }

  /** Sends everybody in line away. */
  end(error: AppError): void {
    this.slots.end(error);
  }

  /**
   * Opens a session in its turn; a server that allows fewer than ten teaches us.
   *
   * @param patience aborting it leaves the line with `OutOfPatience`
   * @throws AppError `ssh.exec-failed`, `ssh.no-shell`, `ssh.closed`
   */
  async open<T>(
    open: (callback: (error: Error | undefined, channel: T) => void) => void,
    patience?: AbortSignal,
  ): Promise<Session<T>> {
    for (let again = 0; ;) {
      const release = await this.slots.take(patience);
      try {
        const channel = await new Promise<T>((resolve, reject) => {
          const gone = this.gone();
          if (gone) return reject(gone);
          open((error, opened) => (error ? reject(error) : resolve(opened)));
        });
        this.count(1);
        this.opened += 1;
        let held = true;
        return {
          channel,
          release: () => {
            if (!held) return;
            held = false;
            this.count(-1);
            release();
          },
        };
      } catch (error) {
        const gone = this.gone();
        closeRefusedChannels(this.client);
        const others = this.slots.inUse - 1;
        if (!gone && others > 0 && isOpenFailure(error)) {
          this.slots.lower(others);
          release();
          continue;
        }
        release();
        // A server counts a session a moment longer than we do: until it has reaped the command.
        if (!gone && this.opened > 0 && isOpenFailure(error) && again < mostAgain) {
          await sleep(firstPauseMs * 2 ** again++);
          continue;
        }
        if (error instanceof AppError) throw error;
        throw gone ?? refusal(error, this.target);
      }
    }
  }
}
