import { basename } from 'node:path';
import type { Evidence, EvidenceSource } from '../../contract/cases';
import type { LogBookmark, LogClock, LogPlace, LogView as LogViewState } from '../../contract/logs';
import { AppError } from '../../contract/errors';
import type { Endpoint, System } from '../../contract/systems';
import { newId } from '../../kit/ids';
import type { Log } from '../../kit/log';
import type { EventHub } from '../events';
import type { LeaseService } from '../leases/index';
import type { OpenProfile } from '../profile/index';
import type { SshService } from '../ssh/index';
import type { TaskService } from '../tasks/index';
import { Captures } from './captures/index';
import { LogCopies } from './copies';
import { LogFormats } from './formats';
import { LogFiles } from './files';
import { isReadAsRoot, knownEncodings } from './known-logs';
import { LogImports } from './imports';
import { LogLibrary } from './library';
import { asTaskIfLong } from './long-task';
import { LogStore } from './store';
import { listBookmarks } from './view/bookmark-list';
import { Bookmarks } from './view/bookmarks';
import { LogHub } from './view/hub';
import { KeptIndexes } from './view/kept-indexes';
import { excerptOf, type LogExcerpt } from './view/excerpt';
import { exportRows, type RowRanges } from './view/export';
import type { CopyFormat } from './view/copy';
import { LogView } from './view/log-view';
import { HandleMaker } from './view/make-handle';
import { Pins } from './view/pins';
import { Unwatched } from './view/unwatched';

/** What is written into a file. */
export interface ExportOrder {
  ranges: RowRanges | null;
  /** What numbers the rows of the ranges; not looked at where it is left out. */
  generation?: number | undefined;
  format: CopyFormat;
  path: string;
}

/** What {@link LogService} is given. */
export interface LogServiceParts {
  profile: OpenProfile;
  events: EventHub;
  tasks: TaskService;
  log: Log;
  ssh: SshService;
  /** A log is followed by one process on the profile at a time. */
  leases: LeaseService;
  /** Folder of the program's resources. */
  resources: string;
  /** An endpoint with the system it belongs to. @throws AppError `entity.not-found` */
  place: (endpointId: string) => { endpoint: Endpoint; system: System };
  /** All endpoints. */
  endpoints: () => readonly Endpoint[];
  /** What the last connection test of an SSH endpoint measured of its clock; null without one. */
  clock: (sshId: string) => LogClock | null;
  /** Evidence of the active case: rows of it wear its number. */
  evidence: () => readonly Evidence[];
  settings: () => { logTailLines: number; logKeepCaptures: boolean; logCaptureQuota: number };
}

const warmAfterMs = 2000;

/** Views of logs, and what is kept of logs in this profile. */
export class LogService {
  readonly captures: Captures;
  readonly formats: LogFormats;
  readonly library: LogLibrary;
  readonly hub: LogHub;
  readonly imports: LogImports;
  readonly files: LogFiles;
  readonly copies: LogCopies;
  private readonly parts: LogServiceParts;
  private readonly store: LogStore;
  private readonly handles: HandleMaker;
  private readonly bookmarks: Bookmarks;
  /** Ends views whose page is gone for good. */
  readonly unwatched: Unwatched;
  private readonly views = new Map<string, LogView>();
  private readonly pins: Pins;
  private readonly warming: ReturnType<typeof setTimeout>;
  private readonly stopListening: () => void;

  constructor(parts: LogServiceParts) {
    const { profile, events, leases, log, ssh, resources, place, settings } = parts;
    this.parts = parts;
    this.store = new LogStore(profile.db, profile.journal, profile.folder);
    this.formats = new LogFormats(this.store, profile.journal, resources);
    this.library = new LogLibrary(this.store, profile.journal);
    const quota = (): number => settings().logCaptureQuota * 1e9;
    this.captures = new Captures({ profile, events, leases, log, quota });
    const now = (): number => profile.clock.now();
    this.bookmarks = new Bookmarks(this.store, now);
    this.handles = new HandleMaker({
      store: this.store,
      formats: this.formats,
      captures: this.captures,
      indexes: new KeptIndexes(profile, log),
      ssh,
      leases,
      log,
      place,
      endpoints: () => parts.endpoints(),
      lines: () => settings().logTailLines,
      keepsCaptures: () => settings().logKeepCaptures,
      clock: parts.clock,
      now,
    });
    this.hub = new LogHub({ store: this.store, handles: this.handles, now });
    const report = (error: unknown): void => log.error('a log was not given back', error);
    this.unwatched = new Unwatched({
      views: () => this.views.values(),
      close: (id) => void this.close(id).catch(report),
    });
    this.imports = new LogImports(this.captures, report);
    this.copies = new LogCopies({
      captures: this.captures,
      tasks: parts.tasks,
      host: (endpointId, path, signal) => {
        const sudo = isReadAsRoot(parts.endpoints(), { endpointId, path });
        return this.handles.host(endpointId, signal, { sudo });
      },
      place,
    });
    this.files = new LogFiles({
      host: (id, signal, sudo) => this.handles.host(id, signal, { sudo }),
      asRoot: () => {
        const endpoints = parts.endpoints();
        return (place) => isReadAsRoot(endpoints, place);
      },
      encodings: () => knownEncodings(this.store, parts.endpoints()),
      open: (one) => {
        if (one.kind === 'capture') return this.captures.open(one.captureId);
        const capture = one.kind === 'endpoint' ? this.hub.captureOf(one.endpointId) : null;
        if (!capture) throw new AppError('logs.tail-gone');
        return this.captures.open(capture);
      },
    });
    this.pins = new Pins(parts.evidence);
    // The first log is to be on the screen at once: its formats are read ahead, after the start.
    this.warming = setTimeout(() => void this.formats.warm(log), warmAfterMs).unref();
    this.stopListening = events.on((event) => {
      if (event.type !== 'changed') return;
      if (event.feature === 'leases') this.hub.leasesChanged();
      if (event.feature === 'ssh' && event.id !== null) this.hub.clockMeasured();
      if (event.feature === 'cases') {
        if (this.pins.changed()) for (const view of this.views.values()) view.redress();
      }
    });
  }

  /** Views that are open; a test counts them. */
  get open(): number {
    return this.views.size;
  }

  /**
   * Opens a view and returns at once; what comes of its logs are states.
   *
   * @throws AppError `entity.not-found` for endpoints and captures that are not there
   */
  start(places: readonly LogPlace[], at: 'start' | 'end' = 'end', title?: string): LogViewState {
    const view = new LogView(
      {
        id: newId(),
        title: title ?? '',
        at,
        acquire: (place) => this.hub.acquire(place),
        release: (handle) => this.hub.release(handle),
        choose: (handle, choices) => this.hub.choose(handle, choices),
        pin: (handle, from, to) => this.pins.at(handle.about, handle.locate(from, to)),
        bookmarked: (member, signal) => this.bookmarks.at(member, signal),
        showWork: (kind, name, work) => asTaskIfLong(this.parts.tasks, kind, name, work),
        report: (error) => this.parts.log.error('a view of a log failed', error),
      },
      places,
    );
    this.views.set(view.id, view);
    this.parts.events.changed('logs', view.id);
    return view.state();
  }

  list(): LogViewState[] {
    return [...this.views.values()].map((view) => view.state());
  }

  /** @throws AppError `logs.tail-gone` */
  view(id: string): LogView {
    const view = this.views.get(id);
    if (!view) throw new AppError('logs.tail-gone');
    view.use.touch();
    return view;
  }

  /**
   * A view and what numbers its rows at a generation; left out it is the present one.
   *
   * @throws AppError `logs.tail-gone`, `logs.rows-moved`
   */
  viewAt(
    id: string,
    generation: number | undefined,
  ): { view: LogView; arrangement: LogView['arrangement'] } {
    const view = this.view(id);
    const arrangement =
      generation === undefined ? view.arrangement : view.arrangementAt(generation);
    if (!arrangement) throw new AppError('logs.rows-moved');
    return { view, arrangement };
  }

  /** Ends a view; closing one that is gone already is no failure. */
  async close(id: string): Promise<void> {
    const view = this.views.get(id);
    if (!view) return;
    this.views.delete(id);
    await view.close();
    this.parts.events.changed('logs', id);
  }

  /**
   * Sets a bookmark at a row, or takes it away when there is no remark.
   *
   * @throws AppError `logs.tail-gone`, `logs.rows-moved`, `entity.not-found`
   */
  async bookmark(
    viewId: string,
    row: number,
    generation: number | undefined,
    remark: string | null,
  ): Promise<void> {
    const { view, arrangement } = this.viewAt(viewId, generation);
    await this.bookmarks.set(view, row, remark, arrangement);
    this.redress();
  }

  /** Bookmarks in all logs, the newest first. */
  listBookmarks(): Promise<LogBookmark[]> {
    const { bookmarks, captures, hub, parts } = this;
    const { endpoints } = parts;
    return listBookmarks({ bookmarks, captures, endpoints, handles: () => hub.handles });
  }

  /**
   * The exact bytes of rows with their provenance, to be kept as evidence.
   *
   * @throws AppError `logs.tail-gone`, `logs.rows-moved`, `logs.too-many-rows`, `cases.nothing-selected`
   */
  async excerpt({
    viewId,
    generation,
    rows,
    whole,
  }: Extract<EvidenceSource, { kind: 'log' }>): Promise<LogExcerpt> {
    const { view, arrangement } = this.viewAt(viewId, generation);
    return await excerptOf(view, { ranges: rows, arrangement, whole });
  }

  removeBookmark(id: string): void {
    this.bookmarks.remove(id);
    this.redress();
  }

  /**
   * Writes rows into a new file of this machine, as a task.
   *
   * @throws AppError `logs.rows-moved`, and as {@link exportRows}
   */
  export(viewId: string, order: ExportOrder): ReturnType<typeof exportRows> {
    const { view, arrangement } = this.viewAt(viewId, order.generation);
    return this.parts.tasks.run('export', basename(order.path), ({ signal, progress }) =>
      exportRows(view, { ...order, arrangement }, progress, AbortSignal.any([signal, view.signal])),
    );
  }

  async dispose(): Promise<void> {
    this.stopListening();
    clearTimeout(this.warming);
    this.unwatched.dispose();
    this.files.dispose();
    this.copies.dispose();
    const report = (error: unknown): void => this.parts.log.error('a log was not closed', error);
    await Promise.all([...this.views.keys()].map((id) => this.close(id).catch(report)));
    await this.hub.dispose().catch(report);
    await this.captures.dispose();
  }

  /** What rows wear changed in all views. */
  private redress(): void {
    for (const view of this.views.values()) view.redress();
    this.parts.events.changed('logs');
  }
}
