import { hostname } from 'node:os';
import { basename, resolve } from 'node:path';
import type { LogChoices, LogPlace } from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import type { Endpoint, System } from '../../../contract/systems';
import type { Log } from '../../../kit/log';
import type { Captures, CaptureSource } from '../captures/index';
import { noChoices } from '../engine/document/choices';
import { openLocal, type ByteSource } from '../engine/index';
import type { LeaseService } from '../../leases/index';
import type { SshService } from '../../ssh/index';
import { RemoteHost } from '../remote/index';
import type { LogFormats } from '../formats';
import { isReadAsRoot, statedEncoding } from '../known-logs';
import { placeKey, type LogStore } from '../store';
import { TailTurn } from '../turn';
import { DocumentHandle, type DocumentHandleParts } from './document-handle';
import { FollowHandle } from './follow-handle';
import type { Location, LogAbout, LogHandle } from './handle';
import type { KeptIndexes } from './kept-indexes';
import { RemoteHandle } from './remote-handle';

/** What {@link LogHub} is given. */
export interface LogHubParts {
  store: LogStore;
  formats: LogFormats;
  captures: Captures;
  indexes: KeptIndexes;
  ssh: SshService;
  leases: LeaseService;
  log: Log;
  /** @throws AppError `entity.not-found` */
  place: (endpointId: string) => { endpoint: Endpoint; system: System };
  /** All endpoints. */
  endpoints: () => readonly Endpoint[];
  /** Last lines that a new tail begins with. */
  lines: () => number;
  /** Captures stay when their log is closed. */
  keepsCaptures: () => boolean;
  now: () => number;
}

interface Shared {
  handle: LogHandle;
  users: number;
}

/** Opens logs, each once for all views that show it. */
export class LogHub {
  private readonly parts: LogHubParts;
  private readonly shared = new Map<string, Shared>();
  private readonly closing = new Set<Promise<void>>();

  constructor(parts: LogHubParts) {
    this.parts = parts;
  }

  /** Logs that are open; a test counts them. */
  get open(): number {
    return this.shared.size;
  }

  /** A log; give it back with {@link release}. @throws AppError `entity.not-found` */
  acquire(place: LogPlace): LogHandle {
    const known = place.kind === 'local' ? { ...place, path: resolve(place.path) } : place;
    const key = placeKey(known);
    let entry = this.shared.get(key);
    if (!entry) this.shared.set(key, (entry = { handle: this.begin(known, key), users: 0 }));
    entry.users += 1;
    return entry.handle;
  }

  async release(handle: LogHandle): Promise<void> {
    const entry = this.shared.get(handle.key);
    if (entry?.handle !== handle) return;
    entry.users -= 1;
    if (entry.users > 0) return;
    this.shared.delete(handle.key);
    const closing = handle.close();
    this.closing.add(closing);
    await closing.finally(() => this.closing.delete(closing));
  }

  /** Decides about a log, for this time and the next. */
  async choose(handle: LogHandle, choices: LogChoices): Promise<void> {
    const decided = Object.values(choices).some((value) => value !== null);
    this.parts.store.setChoices(handle.key, decided ? choices : null, this.parts.now());
    await handle.choose(choices);
  }

  /** Leases of this profile changed. */
  leasesChanged(): void {
    for (const { handle } of this.shared.values())
      if (handle instanceof FollowHandle) handle.ownerChanged();
  }

  /** The capture that an endpoint's log is followed into here; null without one. */
  captureOf(endpointId: string): string | null {
    return this.shared.get(`endpoint:${endpointId}`)?.handle.connection.captureId ?? null;
  }

  async dispose(): Promise<void> {
    const handles = [...this.shared.values()].map(({ handle }) => handle);
    this.shared.clear();
    await Promise.all([...handles.map((handle) => handle.close()), ...this.closing]);
  }

  /** A host whose files are read in place; close it. @throws AppError `entity.not-found` */
  host(
    endpointId: string,
    signal: AbortSignal,
    {
      sudo = false,
      onCommand = () => undefined,
    }: { sudo?: boolean; onCommand?: (command: string) => void } = {},
  ): RemoteHost {
    const { ssh } = this.parts;
    const { detail } = this.parts.place(endpointId).endpoint;
    if (detail.kind !== 'ssh') throw new AppError('entity.not-found', { id: endpointId });
    return new RemoteHost({
      host: detail.host,
      username: detail.username,
      open: (until) => ssh.open(endpointId, until ?? signal),
      pause: (failures, until) => ssh.pause(failures, until),
      sudo,
      names: detail.encoding,
      onCommand,
    });
  }

  private begin(place: LogPlace, key: string): LogHandle {
    switch (place.kind) {
      case 'local':
        return this.local(place, key);
      case 'capture':
        return this.capture(place, key);
      case 'endpoint':
        return this.endpoint(place, key);
      case 'remote':
        return this.remote(place, key);
    }
  }

  private local(place: Extract<LogPlace, { kind: 'local' }>, key: string): LogHandle {
    const { path, entry } = place;
    const { indexes } = this.parts;
    const name = entry === undefined ? basename(path) : `${basename(path)} › ${entry}`;
    const about = { name, ...nowhere, host: hostname(), path };
    return new DocumentHandle({
      ...this.common(place, key, about),
      open: () => openLocal(path, { entry }),
      options: async () => ({
        formats: await this.parts.formats.all(),
        loadIndex: (identity) => indexes.load(identity),
        saveIndex: (identity, bytes) => indexes.save(identity, bytes),
      }),
      watched: true,
      captureId: null,
      marks: () => [],
      locate: (source, from, to): Location[] => [
        { path, inode: inodeOf(source.identity), from, to, bytes: to - from },
      ],
    });
  }

  private capture(place: Extract<LogPlace, { kind: 'capture' }>, key: string): LogHandle {
    const { captures } = this.parts;
    const { captureId } = place;
    const kept = captures.get(captureId);
    const about = { ...this.whose(kept.endpointId), ...nameOf(kept) };
    return new DocumentHandle({
      ...this.common(place, key, about),
      ...this.capturing(() => captureId),
      open: async () => captures.open(captureId),
      watched: kept.live,
      captureId,
    });
  }

  private endpoint(place: Extract<LogPlace, { kind: 'endpoint' }>, key: string): LogHandle {
    const { captures, leases, ssh, lines, now } = this.parts;
    const { endpointId } = place;
    const { endpoint, system } = this.parts.place(endpointId);
    const { detail } = endpoint;
    if (detail.kind !== 'log') throw new AppError('entity.not-found', { id: endpointId });
    const server = this.parts.place(detail.sshId).endpoint.detail;
    if (server.kind !== 'ssh') throw new AppError('entity.not-found', { id: detail.sshId });
    const { host, port, username } = server;
    const about = { name: endpoint.name, ...whoseOf(system), host, path: detail.path };
    const common = this.common(place, key, about);
    const handle: FollowHandle = new FollowHandle({
      ...common,
      ...this.capturing(() => handle.connection.captureId),
      // What the inventory says of the log, unless somebody decided otherwise here.
      choices: common.choices ?? { ...noChoices, encoding: statedEncoding(detail) },
      place,
      log: detail,
      username,
      port,
      captures,
      keeps: this.parts.keepsCaptures,
      turn: (follower) =>
        new TailTurn({
          leases,
          endpointId,
          report: () => follower.report(),
          lost: () => follower.interrupt(),
        }),
      lines: lines(),
      connect: (signal) => ssh.open(detail.sshId, signal),
      pause: (wait, signal) => ssh.pause(1, signal, { first: wait, longest: wait }),
      now,
    });
    return handle;
  }

  private remote(place: Extract<LogPlace, { kind: 'remote' }>, key: string): LogHandle {
    const { endpointId, path } = place;
    const { endpoint, system } = this.parts.place(endpointId);
    const { detail } = endpoint;
    if (detail.kind !== 'ssh') throw new AppError('entity.not-found', { id: endpointId });
    const name = path.split('/').at(-1) ?? path;
    const about = { name, ...whoseOf(system), host: detail.host, path };
    return new RemoteHandle({
      ...this.common(place, key, about),
      formats: () => this.parts.formats.all(),
      host: (onCommand, signal) => {
        const sudo = isReadAsRoot(this.parts.endpoints(), place);
        return this.host(endpointId, signal, { sudo, onCommand });
      },
      path,
    });
  }

  private common(
    place: LogPlace,
    key: string,
    about: LogAbout,
  ): Pick<DocumentHandleParts, 'choices' | 'about' | 'key' | 'report'> & { place: LogPlace } {
    return {
      key,
      place,
      about,
      choices: this.parts.store.choices(key),
      report: (error) => this.parts.log.error('a log could not be read', error),
    };
  }

  /** What logs in captures have in common. @param id of the capture; null before there is one */
  private capturing(
    id: () => string | null,
  ): Pick<DocumentHandleParts, 'options' | 'marks' | 'locate'> {
    const { captures, formats } = this.parts;
    return {
      options: async () => ({
        formats: await formats.all(),
        loadIndex: async () => {
          const known = id();
          return known ? captures.loadIndex(known) : null;
        },
        saveIndex: async (_identity, bytes) => {
          const known = id();
          if (known) captures.saveIndex(known, Buffer.concat(bytes));
        },
      }),
      marks: (source) =>
        marksOf(source).map(({ at, kind, time, bytes, detail }) => ({
          offset: at,
          kind,
          at: time,
          bytes,
          detail,
        })),
      locate: (source, from, to): Location[] => located(source, from, to),
    };
  }

  private whose(endpointId: string | null): typeof nowhere | ReturnType<typeof whoseOf> {
    if (endpointId === null) return nowhere;
    try {
      return whoseOf(this.parts.place(endpointId).system);
    } catch (error) {
      // The endpoint is gone; the capture knows what it was called.
      if (error instanceof AppError) return nowhere;
      throw error;
    }
  }
}

const nowhere = { system: '', systemId: null, environment: '' } as const;

function whoseOf(system: System): Pick<LogAbout, 'system' | 'systemId' | 'environment'> {
  return { system: system.name, systemId: system.id, environment: system.environment };
}

function nameOf(kept: { name: string; system: string; host: string; path: string }) {
  const { name, system, host, path } = kept;
  return { name, system, host, path };
}

function marksOf(source: ByteSource): CaptureSource['marks'] {
  return 'marks' in source ? (source as CaptureSource).marks : [];
}

/** Where bytes of a capture stand on their host; a file that was brought in stands nowhere. */
function located(source: ByteSource, from: number, to: number): Location[] {
  const pieces = 'locate' in source ? (source as CaptureSource).locate(from, to) : [];
  if (pieces.length === 0) return [{ path: source.name, inode: null, from, to, bytes: to - from }];
  return pieces.map(({ path, inode, remoteFrom, remoteTo, at, to: end }) => ({
    path,
    inode,
    from: remoteFrom,
    to: remoteTo,
    bytes: end - at,
  }));
}

function inodeOf(identity: string | null): string | null {
  return /^\d+:(\d+)$/.exec(identity ?? '')?.[1] ?? null;
}
