import { AppError } from '../../contract/errors';
import type { Terminal, TerminalOutput, Transcript } from '../../contract/terminals';
import type { Endpoint, System } from '../../contract/systems';
import { newId } from '../../kit/ids';
import type { Log } from '../../kit/log';
import type { AuditService } from '../audit/index';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import type { SshService } from '../ssh/index';
import type { TerminalEncoding } from './encoding';
import { transcriptExcerpt, type TranscriptExcerpt } from './excerpt';
import { TranscriptLibrary, type RecordedPlace } from './library';
import { TerminalSession } from './session';

/** What {@link TerminalService} is given. */
export interface TerminalServiceParts {
  profile: OpenProfile;
  events: EventHub;
  audit: AuditService;
  log: Log;
  ssh: SshService;
  /** An endpoint with the system it belongs to. @throws AppError `entity.not-found` */
  place: (endpointId: string) => { endpoint: Endpoint; system: System };
  /** Whether terminals of hosts that are not production hosts are recorded from the beginning. */
  recordsByDefault: () => boolean;
}

/** Terminals of this process, and the recorded sessions of the profile. */
export class TerminalService {
  private readonly parts: TerminalServiceParts;
  private readonly sessions = new Map<string, TerminalSession>();
  private readonly library: TranscriptLibrary;

  constructor(parts: TerminalServiceParts) {
    this.parts = parts;
    this.library = new TranscriptLibrary(parts.profile, parts.log);
  }

  /** Terminals that are open; a test counts them. */
  get open(): number {
    return this.sessions.size;
  }

  /**
   * Opens a shell and returns at once; connecting and its failures are states of the terminal.
   *
   * @throws AppError `entity.not-found`
   */
  start(endpointId: string, size: { columns: number; rows: number }): Terminal {
    const { profile, ssh, audit, log, events } = this.parts;
    const { endpoint, system } = this.parts.place(endpointId);
    const { detail } = endpoint;
    if (detail.kind !== 'ssh') throw new AppError('entity.not-found', { id: endpointId });
    const place: RecordedPlace = {
      endpointId,
      name: this.freeName(endpoint.name),
      host: detail.host,
      username: detail.username,
      system: system.name,
      environment: system.environment,
    };
    const id = newId();
    const session = new TerminalSession({
      id,
      place,
      encoding: detail.encoding,
      ...size,
      record: this.parts.recordsByDefault(),
      connect: (signal) => ssh.open(endpointId, signal, 'terminal'),
      pause: (attempt, signal) => ssh.pause(attempt, signal),
      now: () => profile.clock.now(),
      recordings: {
        begin: (now, onFailure) => this.library.begin(place, now, onFailure),
        end: (transcriptId) => this.library.end(transcriptId),
        discard: (transcriptId) => this.library.discard(transcriptId),
      },
      audit: (kind, more) => audit.append({ kind, target: place.name, detail: more }),
      report: (error) => log.error('a terminal failed', error),
      onStateChange: () => events.changed('terminals', id),
    });
    this.sessions.set(id, session);
    events.changed('terminals', id);
    return session.state();
  }

  list(): Terminal[] {
    return [...this.sessions.values()].map((session) => session.state());
  }

  /** @throws AppError `terminals.gone` */
  attach(id: string, signal: AbortSignal): AsyncGenerator<TerminalOutput[], void> {
    return this.get(id).attach(signal);
  }

  write(id: string, text: string, binary = false): Promise<void> {
    return this.get(id).write(text, binary);
  }

  /** Sends one line to several terminals, each written down before; tells which were open. */
  async send(ids: readonly string[], text: string): Promise<{ id: string; sent: boolean }[]> {
    const targets = ids.map((id) => ({ id, terminal: this.get(id).state() }));
    const open = targets.filter(({ terminal }) => terminal.state === 'open');
    if (open.length > 0)
      this.parts.audit.append(
        ...open.map(({ terminal }) => ({
          kind: 'command' as const,
          target: terminal.name,
          detail: {
            command: text,
            username: terminal.username,
            terminals: open.length,
            transcript: terminal.transcriptId,
          },
        })),
      );
    // Side by side: a host that reads nothing must not keep the line from the others.
    for (const { id } of open) void this.get(id).write(`${text}\r`, false);
    return targets.map(({ id, terminal }) => ({ id, sent: terminal.state === 'open' }));
  }

  resize(id: string, columns: number, rows: number): void {
    this.get(id).resize(columns, rows);
  }

  setEncoding(id: string, encoding: TerminalEncoding): Terminal {
    const session = this.get(id);
    session.setEncoding(encoding);
    return session.state();
  }

  /** @throws AppError `terminals.gone`, `terminals.recording-forced`, `profile.disk-full` */
  record(id: string, on: boolean): Terminal {
    const session = this.get(id);
    session.record(on);
    return session.state();
  }

  reconnect(id: string): void {
    this.get(id).reconnect();
  }

  /** Ends a terminal; closing one that is gone already is no failure. */
  async close(id: string): Promise<void> {
    const session = this.sessions.get(id);
    if (!session) return;
    this.sessions.delete(id);
    await session.close();
    this.parts.events.changed('terminals', id);
  }

  transcripts(): Transcript[] {
    return this.library.all();
  }

  /** The asciicast text of a recording in pieces. @throws AppError `terminals.transcript-missing` */
  *transcript(id: string): Generator<string[]> {
    for (const piece of this.library.read(id)) yield [piece.toString()];
  }

  /** @throws AppError `terminals.transcript-missing`, `terminals.transcript-open` */
  removeTranscript(id: string): void {
    this.library.remove(id);
    this.parts.events.changed('terminals');
  }

  /**
   * A recording as it stands now, or a text selected in it, to be kept as evidence.
   *
   * @param id a recording, or a terminal that has none
   * @throws AppError `terminals.transcript-missing`, `cases.nothing-selected`
   */
  async excerpt(id: string, selection: string | null): Promise<TranscriptExcerpt> {
    const session = this.sessions.get(id);
    if (session && selection !== null) {
      const { openedAt, ...place } = session.state();
      return transcriptExcerpt({ ...place, startedAt: openedAt, endedAt: null }, selection, null);
    }
    const { transcript } = this.library.find(id);
    const hash = [...this.sessions.values()].flatMap((one) => one.recordedHash(id) ?? [])[0];
    return transcriptExcerpt(transcript, selection, {
      read: () => this.library.read(id),
      sha256: hash ?? this.library.sha256(id),
    });
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.sessions.keys()].map((id) => this.close(id)));
  }

  private get(id: string): TerminalSession {
    const session = this.sessions.get(id);
    if (!session) throw new AppError('terminals.gone');
    return session;
  }

  /** The endpoint's name; a second shell on it gets a number. */
  private freeName(name: string): string {
    const taken = new Set(this.list().map((terminal) => terminal.name));
    if (!taken.has(name)) return name;
    let number = 2;
    while (taken.has(`${name} (${number})`)) number += 1;
    return `${name} (${number})`;
  }
}
