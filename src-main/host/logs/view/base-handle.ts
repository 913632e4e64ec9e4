import type { LogChoices, LogClock, LogPlace } from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import { noChoices } from '../engine/document/choices';
import { inEffect, type LogAbout } from './handle';

/** What a {@link BaseHandle} is made of. */
export interface BaseHandleParts {
  key: string;
  place: LogPlace;
  about: LogAbout;
  choices: LogChoices | null;
  /** What is known of its host's clock now. */
  clock: () => LogClock | null;
  /** Told of a failure that is a bug. */
  report: (error: unknown) => void;
}

/** What handles have in common: which log it is, what a person decided, and who is told of changes. */
export abstract class BaseHandle {
  readonly key: string;
  readonly place: LogPlace;
  readonly about: LogAbout;
  clock: LogClock | null;
  /** Settles when it is open, or when that failed. */
  abstract opened: Promise<void>;
  protected given: LogChoices;
  protected failure: AppError | null = null;
  protected readonly ended = new AbortController();
  private readonly reportBug: (error: unknown) => void;
  private readonly listeners = new Set<() => void>();

  constructor({ key, place, about, choices, clock, report }: BaseHandleParts) {
    this.key = key;
    this.place = place;
    this.about = about;
    this.given = choices ?? noChoices;
    this.clock = clock();
    this.reportBug = report;
  }

  get choices(): LogChoices {
    return this.given;
  }

  get clockOffsetMs(): number {
    return inEffect(this.given, this.clock).clockOffsetMs ?? 0;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Opens again what could not be opened. */
  reconnect(): void {
    if (!this.failure) return;
    this.failure = null;
    this.opened = this.begin();
    this.changed();
  }

  /** Opens it. Fails never: {@link fail} says why it could not. */
  protected abstract begin(): Promise<void>;

  protected changed(): void {
    for (const listener of this.listeners) listener();
  }

  /** Ends what is under way; nobody is told any more. */
  protected end(): void {
    this.ended.abort();
    this.listeners.clear();
  }

  /** Remembers what went wrong, unless it was closed meanwhile. */
  protected fail(error: unknown): void {
    if (this.ended.signal.aborted) return;
    if (!(error instanceof AppError)) this.reportBug(error);
    this.failure =
      error instanceof AppError
        ? error
        : new AppError('internal', { detail: 'log' }, { cause: error });
    this.changed();
  }
}
