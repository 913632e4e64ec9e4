import type { LogPlace } from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import { newId } from '../../../kit/ids';
import type { LogDocument } from '../engine/document';
import type { LogHandle } from './handle';
import { Member } from './member';

/** Larger logs are shown from their end before they are indexed. */
const indexedSoonBytes = 8 * 1024 * 1024;

/** What {@link Members} is given. */
export interface MembersParts {
  at: 'start' | 'end';
  acquire: (place: LogPlace) => LogHandle;
  release: (handle: LogHandle) => Promise<void>;
  showWork: (kind: 'index', title: string, work: (signal: AbortSignal) => Promise<void>) => void;
  report: (error: unknown) => void;
  /** Aborted when the view is closed. */
  signal: AbortSignal;
  /** Something is known of a source that was not. */
  changed: () => void;
}

/** The sources of a view: which logs it has open, and what of each is at hand first. */
export class Members {
  readonly all: Member[] = [];
  private readonly parts: MembersParts;
  private readonly subscriptions = new Map<Member, () => void>();
  /** What was waited for last of each. */
  private readonly begun = new Map<Member, Promise<void>>();

  constructor(parts: MembersParts) {
    this.parts = parts;
  }

  /** @throws AppError `entity.not-found` */
  get(sourceId: string): Member {
    const member = this.all.find(({ id }) => id === sourceId);
    if (!member) throw new AppError('entity.not-found', { id: sourceId });
    return member;
  }

  /** @throws AppError `entity.not-found` for endpoints and captures that are not there */
  add(place: LogPlace): void {
    const handle = this.parts.acquire(place);
    const member = new Member(newId(), handle);
    this.all.push(member);
    this.subscriptions.set(
      member,
      handle.onChange(() => {
        // One that failed is opened again: what of it is at hand first is still missing.
        if (handle.opened !== this.begun.get(member)) void this.begin(member);
        this.parts.changed();
      }),
    );
    void this.begin(member);
  }

  /** Takes a source out. @returns what gives its log back @throws AppError `entity.not-found` */
  remove(sourceId: string): () => Promise<void> {
    const member = this.get(sourceId);
    this.all.splice(this.all.indexOf(member), 1);
    return () => this.drop(member);
  }

  /** Gives all logs back, also when one of them cannot be closed as it should. @throws AppError of that one */
  async close(): Promise<void> {
    const dropped = await Promise.allSettled(this.all.map((member) => this.drop(member)));
    for (const each of dropped) if (each.status === 'rejected') throw each.reason;
  }

  /** Shows a first part of a log at once, and all of it when it is indexed. Fails never. */
  private async begin(member: Member): Promise<void> {
    const { handle } = member;
    const { opened } = handle;
    this.begun.set(member, opened);
    try {
      await opened;
      for (let document = handle.document; this.isOpen(member); document = handle.document) {
        await this.showFirst(member, document);
        this.parts.changed();
        if (!document || (await this.isIndexed(member, document))) break;
      }
    } catch (error) {
      // The state of the source says it.
      if (!(error instanceof AppError)) this.parts.report(error);
    }
    this.parts.changed();
  }

  private async showFirst(member: Member, document: LogDocument | null): Promise<void> {
    const { handle } = member;
    const { at, signal } = this.parts;
    member.piece = null;
    const large = document && !document.index.complete && document.source.size > indexedSoonBytes;
    if (handle.remote || (large && at === 'end' && this.all.length === 1))
      await member.goTo(at === 'end' ? handle.bytes : 0, signal);
  }

  /** Waits for the index. @returns false when the log was opened anew meanwhile @throws AppError why there is none */
  private async isIndexed(member: Member, document: LogDocument): Promise<boolean> {
    const { indexing } = document;
    this.parts.showWork('index', member.handle.about.name, async () => {
      await indexing.catch(() => undefined);
    });
    try {
      await indexing;
    } catch (error) {
      if (member.handle.document !== document) return false;
      throw error;
    }
    // All of it is at hand now: rows are numbered from its begin.
    if (member.handle.document === document) member.piece = null;
    return member.handle.document === document;
  }

  private isOpen(member: Member): boolean {
    return !this.parts.signal.aborted && this.subscriptions.has(member);
  }

  private async drop(member: Member): Promise<void> {
    this.subscriptions.get(member)?.();
    // Given back once, also when the view is closed while a source is taken out.
    if (!this.subscriptions.delete(member)) return;
    this.begun.delete(member);
    await this.parts.release(member.handle);
  }
}
