import { hostname } from 'node:os';
import { basename } from 'node:path';
import type { LogClock, LogPlace } from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import type { Endpoint, System } from '../../../contract/systems';
import type { Log } from '../../../kit/log';
import type { Captures, CaptureSource } from '../captures/index';
import { noChoices } from '../engine/document/choices';
import { openLocal, openPacked, type ByteSource } from '../engine/index';
import type { LeaseService } from '../../leases/index';
import type { SshService } from '../../ssh/index';
import { RemoteHost, shownPath } from '../remote/index';
import type { LogFormats } from '../formats';
import { isReadAsRoot, statedEncoding } from '../known-logs';
import type { LogStore } from '../store';
import { TailTurn } from '../turn';
import { renamed } from './bookmark-list';
import { DocumentHandle, type DocumentHandleParts } from './document-handle';
import { FollowHandle } from './follow-handle';
import type { Location, LogAbout, LogHandle, Origin } from './handle';
import type { KeptIndexes } from './kept-indexes';
import { capturedAt, capturedFrom, fileOf, inodeOf, originKey, thisMachine } from './origins';
import { RemoteHandle } from './remote-handle';

/** What {@link HandleMaker} is given. */
export interface HandleMakerParts {
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
  /** What a connection test measured of an SSH endpoint's clock. */
  clock: (sshId: string) => LogClock | null;
  now: () => number;
}

/** Opens each kind of place: what its bytes are read from, whose log it is, how evidence finds them. */
export class HandleMaker {
  private readonly parts: HandleMakerParts;

  constructor(parts: HandleMakerParts) {
    this.parts = parts;
  }

  /** Begins to open a log. @throws AppError `entity.not-found` */
  of(place: LogPlace, key: string): LogHandle {
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

  private local(place: Extract<LogPlace, { kind: 'local' }>, key: string): LogHandle {
    const { path, entry } = place;
    const { indexes } = this.parts;
    const name = entry === undefined ? basename(path) : `${basename(path)} › ${entry}`;
    const about = { name, ...nowhere, host: hostname(), path };
    return new DocumentHandle({
      ...this.common(place, key, about, null),
      open: () => openLocal(path, { entry }),
      options: async () => ({
        formats: await this.parts.formats.all(),
        loadIndex: (identity) => indexes.load(identity),
        saveIndex: (identity, bytes) => indexes.save(identity, bytes),
      }),
      watched: true,
      captureId: null,
      marks: () => [],
      formerly: (identity) => renamed({ key: originKey(thisMachine, identity, entry) }, place),
      locate: (source, from, to): Location[] => [
        {
          path,
          ...(entry === undefined ? {} : { entry }),
          // What is read of it stands in no plain file.
          ...(source.path === null ? { packed: true } : {}),
          inode: inodeOf(fileOf(source)),
          from,
          to,
          bytes: to - from,
        },
      ],
      origins: (source): Origin[] => {
        const identity = fileOf(source);
        if (identity === null) return [];
        return [{ key: originKey(thisMachine, identity, entry), from: 0, to: Infinity, at: 0 }];
      },
    });
  }

  private capture(place: Extract<LogPlace, { kind: 'capture' }>, key: string): LogHandle {
    const { captures } = this.parts;
    const { captureId } = place;
    const kept = captures.get(captureId);
    const about = { ...this.whose(kept.endpointId), ...nameOf(kept) };
    const sshId = this.hostOf(kept.endpointId);
    return new DocumentHandle({
      ...this.common(place, key, about, sshId),
      ...this.capturing(() => captureId, sshId),
      // What was brought in as a file may be packed.
      open: async () =>
        kept.endpointId === null
          ? await openPacked(captures.open(captureId))
          : captures.open(captureId),
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
    const common = this.common(place, key, about, detail.sshId);
    const handle: FollowHandle = new FollowHandle({
      ...common,
      ...this.capturing(() => handle.connection.captureId, detail.sshId),
      // What the inventory says of the log, unless somebody decided otherwise here.
      choices: common.choices ?? { ...noChoices, encoding: statedEncoding(detail) },
      place,
      log: detail,
      username,
      port,
      names: server.encoding,
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
    const shown = shownPath(path);
    const name = shown.split('/').at(-1) ?? shown;
    const about = { name, ...whoseOf(system), host: detail.host, path: shown };
    return new RemoteHandle({
      ...this.common(place, key, about, endpointId),
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
    sshId: string | null,
  ): Pick<DocumentHandleParts, 'choices' | 'clock' | 'about' | 'key' | 'report'> & {
    place: LogPlace;
  } {
    return {
      key,
      place,
      about,
      choices: this.parts.store.choices(key),
      clock: () => (sshId === null ? null : this.parts.clock(sshId)),
      report: (error) => this.parts.log.error('a log could not be read', error),
    };
  }

  /** What logs in captures have in common. @param id of the capture; null before there is one */
  private capturing(
    id: () => string | null,
    sshId: string | null,
  ): Pick<DocumentHandleParts, 'options' | 'marks' | 'locate' | 'origins'> {
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
      locate: capturedAt,
      origins: (source) => capturedFrom(source, sshId),
    };
  }

  /** The SSH endpoint that a log of the inventory lies behind; null where it is gone. */
  private hostOf(endpointId: string | null): string | null {
    const found = this.parts.endpoints().find(({ id }) => id === endpointId);
    return found?.detail.kind === 'log' ? found.detail.sshId : null;
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
