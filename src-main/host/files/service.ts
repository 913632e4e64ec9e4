import { AppError } from '../../contract/errors';
import type { FileOrigin } from '../../contract/cases';
import type { FilePlace, Listing, Transfer } from '../../contract/files';
import type { Inputs, Outputs } from '../../contract/index';
import type { AuditDetail } from '../../contract/audit';
import type { AuditService } from '../audit/index';
import type { Excerpt } from '../cases/index';
import type { ChangeGate } from '../changes/index';
import type { EventHub } from '../events';
import { readText, writeText } from './edit';
import { fileExcerpt } from './evidence';
import { FolderListing } from './listing';
import { contractPath } from './local-side';
import { absolute, decodeName, encodeName, join, nameOf, parentOf, pathOf, tokenOf } from './paths';
import { removeAll } from './remove';
import type { FileSide } from './side';
import { Sides, type SidesParts } from './sides';
import { Transfers, type TransfersParts } from './transfers/index';

/** Folders that are kept for windows; the one nobody asked for longest goes first. */
const keptListings = 100;
/** A folder that is read within this time comes whole with the first answer. */
const firstAnswerMs = 150;
/** Bytes of one piece of a dropped file. */
const largestPiece = 1024 * 1024;

/** A person's word for a write, as it comes over the wire. */
type Statement = Inputs['files']['remove']['statement'];

/** What {@link FileService} is given. */
export interface FileServiceParts extends Omit<TransfersParts, 'sides'>, SidesParts {
  events: EventHub;
  audit: AuditService;
  changes: ChangeGate;
}

/** Files of hosts and of this device: looking, changing, editing and transferring. */
export class FileService {
  readonly transfers: Transfers;
  private readonly parts: FileServiceParts;
  private readonly sides: Sides;
  /** In the order of their last use. */
  private readonly listings = new Map<string, FolderListing>();

  constructor(parts: FileServiceParts) {
    this.parts = parts;
    this.sides = new Sides(parts);
    this.transfers = new Transfers({ ...parts, sides: this.sides });
  }

  /** Sessions, listings and transfers that are open; a test counts them. */
  get open(): { sessions: number; listings: number; transfers: number } {
    return {
      sessions: this.sides.open,
      listings: this.listings.size,
      transfers: this.transfers.open,
    };
  }

  /**
   * Reads a folder. An empty path is the home folder, `~` stands for it, and a path that is not
   * absolute begins there.
   *
   * @returns once the first part is there; the rest comes with `listing` and `window`
   * @throws AppError `files.…`, `ssh.…`
   */
  async openFolder({
    endpointId,
    path,
    showHidden = true,
  }: Inputs['files']['open']): Promise<Listing> {
    const whole = await this.sides.use(endpointId, (side) => absolutePath(side, path));
    const listing = new FolderListing(
      (work) => this.sides.use(endpointId, work),
      { endpointId, path: whole, showHidden },
      () => this.parts.events.changed('files', listing.id),
    );
    await listing.start();
    await listing.settled(firstAnswerMs);
    this.listings.set(listing.id, listing);
    const [oldest] = this.listings.keys();
    if (oldest && this.listings.size > keptListings) this.closeListing(oldest);
    return listing.state();
  }

  /** @throws AppError `files.listing-gone` */
  listing(id: string): FolderListing {
    const listing = this.listings.get(id);
    if (!listing) throw new AppError('files.listing-gone', { id });
    this.listings.delete(id);
    this.listings.set(id, listing);
    return listing;
  }

  closeListing(id: string): void {
    this.listings.get(id)?.close();
    this.listings.delete(id);
  }

  /** @throws AppError `files.exists`, `files.not-encodable`, `files.…`, `change.…` */
  async makeFolder({ parent, name, statement }: Inputs['files']['makeFolder']): Promise<void> {
    await this.sides.use(parent.endpointId, async (side) => {
      const path = join(pathOf(parent.path), encodeName(name, side.encoding));
      await this.change(side, 'make-folder', [path], {}, statement, () => side.makeFolder(path));
    });
  }

  /** Gives another name in the same folder. @throws AppError as {@link makeFolder} */
  async rename({ place, name, statement }: Inputs['files']['rename']): Promise<void> {
    await this.sides.use(place.endpointId, async (side) => {
      const from = pathOf(place.path);
      const to = join(parentOf(from), encodeName(name, side.encoding));
      if (from.equals(to)) return;
      const detail = { to: decodeName(to, side.encoding) };
      await this.change(side, 'rename', [from], detail, statement, () => side.rename(from, to));
    });
  }

  /** @throws AppError `files.…`, `change.…`, `wire.bad-input` for the root */
  async remove(
    { places, recursive, statement }: Inputs['files']['remove'],
    signal: AbortSignal,
  ): Promise<void> {
    const [first] = places;
    const endpointId = first?.endpointId ?? null;
    if (places.some((place) => place.endpointId !== endpointId))
      throw new AppError('wire.bad-input', { detail: 'places' });
    const paths = places.map(({ path }) => pathOf(path));
    if (paths.some((path) => nameOf(path).length === 0))
      throw new AppError('wire.bad-input', { detail: 'path' });
    await this.sides.use(endpointId, (side) =>
      this.change(side, 'remove', paths, { recursive }, statement, async () => {
        for (const path of paths) await removeAll(side, path, recursive, signal);
      }),
    );
  }

  /** @throws AppError `files.…`, `change.…` */
  async setMode({ place, mode, statement }: Inputs['files']['setMode']): Promise<void> {
    const path = pathOf(place.path);
    const detail = { mode: mode.toString(8).padStart(4, '0') };
    await this.sides.use(place.endpointId, (side) =>
      this.change(side, 'set-mode', [path], detail, statement, () => side.setMode(path, mode)),
    );
  }

  /** @throws AppError `files.too-large-to-edit`, `files.not-text`, `files.…` */
  readText({ endpointId, path }: FilePlace): Promise<Outputs['files']['readText']> {
    return this.sides.use(endpointId, (side) => readText(side, pathOf(path)));
  }

  /**
   * A whole file of a host and where it lies, for evidence.
   *
   * @throws AppError `file.too-large`, `files.…`, `ssh.…`
   */
  excerpt(endpointId: string, token: string): Promise<Excerpt<FileOrigin>> {
    return fileExcerpt(this.sides, endpointId, token);
  }

  /** @throws AppError `files.changed-meanwhile`, `files.not-encodable`, `files.…`, `change.…` */
  writeText({
    place,
    statement,
    ...edit
  }: Inputs['files']['writeText']): Promise<Outputs['files']['writeText']> {
    const path = pathOf(place.path);
    return this.sides.use(place.endpointId, (side) =>
      this.change(side, 'edit', [path], {}, statement, async (tell) => {
        const now = new Date(this.parts.profile.clock.now());
        const written = await writeText(side, { ...edit, path }, now);
        const { version, backupPath, sha256, bytes } = written;
        tell({ backup: decodeName(pathOf(backupPath), side.encoding), sha256, bytes });
        return { version, backupPath };
      }),
    );
  }

  /** Puts transfers in line. @throws AppError `wire.bad-input`, `change.…`, `entity.not-found` */
  transfer({
    sources,
    target,
    statement,
    onExisting = 'ask',
  }: Inputs['files']['transfer']): Transfer[] {
    const isUpload = target.endpointId !== null;
    for (const { endpointId } of sources)
      if ((endpointId === null) !== isUpload)
        throw new AppError('wire.bad-input', { detail: 'sources' });
    if (isUpload) this.permit(target.endpointId, 'upload', [target.path], statement);
    return sources.map((source) => this.transfers.add(source, target, onExisting));
  }

  /** Begins a file whose bytes come from a page; when the page goes away it is cancelled. */
  async dropBegin(
    { target, name, bytes, onExisting = 'ask', statement }: Inputs['files']['dropBegin'],
    page: AbortSignal,
  ): Promise<Transfer> {
    this.permit(target.endpointId, 'upload', [target.path], statement);
    const transfer = await this.transfers.drops.begin(target, name, bytes, onExisting);
    page.addEventListener('abort', () => this.transfers.drops.abandon(transfer.id), { once: true });
    return transfer;
  }

  /** @throws AppError `wire.bad-input`, `files.transfer-gone`, or why the transfer failed */
  async dropPiece({ id, offset, data }: Inputs['files']['dropPiece']): Promise<void> {
    const bytes = Buffer.from(data, 'base64');
    if (bytes.length > largestPiece) throw new AppError('wire.bad-input', { detail: 'data' });
    await this.transfers.drops.piece(id, offset, bytes);
  }

  /** Ends transfers, listings and sessions. */
  async dispose(): Promise<void> {
    for (const id of this.listings.keys()) this.closeListing(id);
    await this.transfers.dispose();
    this.sides.dispose();
  }

  /** Changes something: let through by the gate, written down before it is done, and how it ended. */
  private async change<T>(
    side: FileSide,
    action: string,
    paths: readonly Buffer[],
    detail: AuditDetail,
    statement: Statement,
    act: (tell: (more: AuditDetail) => void) => Promise<T>,
  ): Promise<T> {
    // What somebody does on their own device concerns no customer.
    if (side.endpointId === null) return act(() => undefined);
    const shown = paths.map((path) => decodeName(path, side.encoding));
    this.permit(side.endpointId, action, paths.map(tokenOf), statement);
    const write = (more: AuditDetail): void => {
      this.parts.audit.append(
        ...shown.map((path) => ({
          kind: 'file-changed' as const,
          target: side.host,
          detail: { action, path, ...detail, ...more },
        })),
      );
    };
    write({ result: 'begun' });
    try {
      let more: AuditDetail = {};
      const result = await act((found) => (more = found));
      write({ ...more, result: 'done' });
      return result;
    } catch (error) {
      write({ result: error instanceof AppError ? error.code : 'internal' });
      throw error;
    }
  }

  /** The gate before every write to a production host. @throws AppError `change.…` */
  private permit(
    endpointId: string | null,
    action: string,
    paths: readonly string[],
    statement: Statement,
  ): void {
    if (endpointId === null) return;
    const { endpoint, system } = this.sides.place(endpointId);
    if (system.environment !== 'production') return;
    const more = paths.length > 1 ? ` (+${paths.length - 1})` : '';
    this.parts.changes.permit({
      action: `files.${action} ${paths[0] ?? ''}${more}`,
      targets: [{ name: endpoint.name, environment: system.environment }],
      statement: statement && { reason: '', changeId: '', typedNames: [], ...statement },
      unattended: false,
    });
  }
}

/** A path that a person typed or a view gave. */
async function absolutePath(side: FileSide, typed: string): Promise<Buffer> {
  const text = side.endpointId === null ? contractPath(typed) : typed;
  if (text.startsWith('/')) return absolute(pathOf(text), Buffer.alloc(0));
  const home = await side.home();
  const path = pathOf(text === '~' || text.startsWith('~/') ? text.slice(2) : text);
  return absolute(path, home);
}
