import type { FileEntry, Listing } from '../../contract/files';
import { AppError } from '../../contract/errors';
import { newId } from '../../kit/ids';
import { nameFilter, OrderedEntries, type FileSort, type ListedEntry } from './order';
import { decodeName, join, nameOf, partsOf, tokenOf } from './paths';
import type { FileSide, SideEntry } from './side';

/** So many links are followed while the folder is read; the others when they are shown. */
const linksFollowed = 500;
/** A slow host is told of at most so often, in milliseconds. */
const tellEveryMs = 200;
/** Orders that are kept for one folder. */
const keptOrders = 4;

/** How work on the folder's side is done; see `Sides.use`. */
export type UseSide = <T>(work: (side: FileSide) => Promise<T>) => Promise<T>;

/** A folder that is read, or being read, and shown in windows. */
export class FolderListing {
  readonly id = newId();
  private readonly use: UseSide;
  private readonly endpointId: string | null;
  private readonly path: Buffer;
  private readonly showHidden: boolean;
  private readonly changed: () => void;
  private readonly entries: ListedEntry[] = [];
  private readonly orders: OrderedEntries[] = [];
  private encoding: FileSide['encoding'] = 'utf-8';
  private followed = 0;
  private complete = false;
  private error: AppError | null = null;
  private closed = false;
  private toldAt = 0;

  constructor(
    use: UseSide,
    place: { endpointId: string | null; path: Buffer; showHidden: boolean },
    changed: () => void,
  ) {
    this.use = use;
    this.endpointId = place.endpointId;
    this.path = place.path;
    this.showHidden = place.showHidden;
    this.changed = changed;
  }

  /**
   * Reads the folder. The first part decides whether it can be read at all.
   *
   * @returns when the first part is there; the rest goes on
   * @throws AppError `files.…`, `ssh.…`
   */
  async start(): Promise<void> {
    let begun: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (begun = resolve));
    const all = this.read(begun).then(
      () => {
        this.complete = true;
      },
      (error: unknown) => {
        this.error = error instanceof AppError ? error : new AppError('internal', { detail: '' });
        this.complete = true;
        throw error;
      },
    );
    const told = all.finally(() => this.changed());
    told.catch(() => undefined);
    await Promise.race([first, all]);
  }

  /** Resolves when the folder was read, or after so long. */
  async settled(milliseconds: number): Promise<void> {
    const end = Date.now() + milliseconds;
    while (!this.complete && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 10));
  }

  state(matched = this.entries.length): Listing {
    return {
      id: this.id,
      place: { endpointId: this.endpointId, path: tokenOf(this.path) },
      title: decodeName(nameOf(this.path), this.encoding),
      crumbs: this.crumbs(),
      total: this.entries.length,
      matched,
      complete: this.complete,
      error: this.error ? { code: this.error.code, params: this.error.params } : null,
    };
  }

  /** Entries of one order and filter; links among them are followed first. */
  async window(
    from: number,
    count: number,
    sort: FileSort,
    filter: string,
  ): Promise<{ listing: Listing; entries: FileEntry[] }> {
    const rows = await this.rows(sort, filter);
    const shown = rows.slice(from, from + count);
    const links = shown.filter((entry) => entry.kind === 'link' && entry.target === undefined);
    if (links.length > 0) await this.use((side) => this.follow(side, links, false));
    return { listing: this.state(rows.length), entries: shown.map((entry) => this.shown(entry)) };
  }

  /** Row of the next entry whose name begins with a text, going around at the end. */
  async seek(text: string, from: number, sort: FileSort, filter: string): Promise<number | null> {
    const rows = await this.rows(sort, filter);
    const wanted = text.toLowerCase();
    for (let step = 0; step < rows.length; step += 1) {
      const row = (from + step) % rows.length;
      if (rows[row]?.name.toLowerCase().startsWith(wanted)) return row;
    }
    return null;
  }

  close(): void {
    this.closed = true;
  }

  private async read(begun: () => void): Promise<void> {
    await this.use(async (side) => {
      this.encoding = side.encoding;
      for await (const part of side.list(this.path)) {
        if (this.closed) return;
        const fresh = part
          .map((entry) => this.listed(entry))
          .filter(({ name }) => this.showHidden || !name.startsWith('.'));
        const links = fresh.filter(({ kind }) => kind === 'link');
        if (links.length > 0 && this.followed + links.length <= linksFollowed) {
          this.followed += links.length;
          await this.follow(side, links, true);
        }
        this.entries.push(...fresh);
        begun();
        if (Date.now() - this.toldAt < tellEveryMs) continue;
        this.toldAt = Date.now();
        this.changed();
      }
    });
  }

  private async rows(sort: FileSort, filter: string): Promise<readonly ListedEntry[]> {
    const sorted = await this.order(sort).of(this.entries);
    const fits = nameFilter(filter);
    return filter.trim() === '' ? sorted : sorted.filter(({ name }) => fits(name));
  }

  private order(sort: FileSort): OrderedEntries {
    const known = this.orders.find(
      (order) => order.sort.by === sort.by && order.sort.descending === sort.descending,
    );
    if (known) return known;
    const order = new OrderedEntries(sort);
    this.orders.push(order);
    if (this.orders.length > keptOrders) this.orders.shift();
    return order;
  }

  private listed({ name, ...rest }: SideEntry): ListedEntry {
    return {
      ...rest,
      name: decodeName(name, this.encoding),
      bytesOfName: name,
      target: undefined,
      isFolder: rest.kind === 'folder',
    };
  }

  /** @param isNew nobody has seen them in an order yet: it must not change afterwards */
  private async follow(
    side: FileSide,
    links: readonly ListedEntry[],
    isNew: boolean,
  ): Promise<void> {
    await Promise.all(
      links.map(async (link) => {
        link.target = await targetKind(side, join(this.path, link.bytesOfName));
        if (isNew) link.isFolder = link.target === 'folder';
      }),
    );
  }

  private shown(entry: ListedEntry): FileEntry {
    const { name, kind, bytes, changedAt, mode, owner, group } = entry;
    const path = tokenOf(join(this.path, entry.bytesOfName));
    const target = kind === 'link' ? (entry.target ?? 'broken') : null;
    return { name, path, kind, target, bytes, changedAt, mode, owner, group };
  }

  private crumbs(): Listing['crumbs'] {
    const parts = partsOf(this.path);
    const root = { name: '/', path: '/' };
    return [
      root,
      ...parts.map((part, index) => ({
        name: decodeName(part, this.encoding),
        path: tokenOf(join(Buffer.from('/'), ...parts.slice(0, index + 1))),
      })),
    ];
  }
}

/** What a link leads to. */
async function targetKind(side: FileSide, link: Buffer): Promise<NonNullable<FileEntry['target']>> {
  try {
    const { kind } = await side.stat(link);
    return kind === 'link' ? 'broken' : kind;
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith('files.')) throw error;
    // What lies behind a folder that may not be entered is there, as far as anybody knows.
    return error.code === 'files.denied' ? 'other' : 'broken';
  }
}
