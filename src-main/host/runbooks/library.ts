import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../contract/errors';
import type { Runbook, RunbookDocument } from '../../contract/runbooks';
import { newId } from '../../kit/ids';
import type { Log } from '../../kit/log';
import type { OpenProfile } from '../profile/index';
import { readRunbook, type ReadRunbook } from './parse';
import type { LibraryRow, RunbookStore } from './store';

/** A runbook as it would be run. */
export interface LoadedRunbook {
  document: RunbookDocument;
  text: string;
  sha256: string;
  /** Shipped, or reviewed by somebody: its word about what only reads is believed. */
  trusted: boolean;
  read: ReadRunbook;
}

interface Entry extends LoadedRunbook {
  origin: Runbook['origin'];
  row: LibraryRow | null;
}

/** Shipped runbooks and the team's own. The YAML text is the truth; one with the id of a shipped one stands in its place. */
export class RunbookLibrary {
  private readonly profile: OpenProfile;
  private readonly store: RunbookStore;
  private readonly packs: string;
  private readonly log: Log;
  private shipped: Map<string, LoadedRunbook> | null = null;
  /** Texts are read once: by their hash. */
  private readonly read = new Map<string, ReadRunbook>();

  /** @param resources folder of the program's resources */
  constructor(profile: OpenProfile, store: RunbookStore, resources: string, log: Log) {
    this.profile = profile;
    this.store = store;
    this.packs = join(resources, 'packs');
    this.log = log;
    profile.journal.register('runbook', store);
  }

  /** By id. */
  all(): Runbook[] {
    const counts = this.store.counts();
    return [...this.entries().values()]
      .map((entry) => this.shown(entry, counts))
      .sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  one(id: string): Runbook {
    return this.shown(this.entry(id), this.store.counts());
  }

  /** @throws AppError `runbooks.not-found` {id} */
  load(id: string): LoadedRunbook {
    return this.entry(id);
  }

  /** A runbook from a file: nobody reviewed it. @throws AppError `runbooks.invalid` {line, detail} */
  loadText(text: string): LoadedRunbook {
    const read = readRunbook(text);
    if (!read.document) throw invalid(read);
    return { document: read.document, text, sha256: hashOf(text), trusted: false, read };
  }

  /** Keeps a text. @throws AppError `runbooks.invalid` {line, detail} */
  save(text: string): string {
    const { document } = this.loadText(text);
    const name = document.id;
    this.profile.journal.commit(() => {
      const row = this.store.library().find((known) => known.name === name);
      if (!row)
        return [
          {
            kind: 'create',
            entity: 'runbook',
            id: newId(),
            fields: { name, text, reviewed: null },
          },
        ];
      return row.text === text
        ? []
        : [{ kind: 'set', entity: 'runbook', id: row.id, fields: { text } }];
    });
    return name;
  }

  /** @throws AppError `runbooks.not-found` {id} for one that is not in the library */
  remove(id: string): void {
    const row = this.row(id);
    this.profile.journal.commit([
      { kind: 'set', entity: 'runbook', id: row.id, fields: { archived: true } },
    ]);
  }

  /** Marks the present text as reviewed. @throws AppError `runbooks.not-found` {id} */
  review(id: string, by: string): void {
    const row = this.row(id);
    const reviewed = { at: this.profile.clock.now(), by, sha256: hashOf(row.text) };
    this.profile.journal.commit([
      { kind: 'set', entity: 'runbook', id: row.id, fields: { reviewed } },
    ]);
  }

  private row(id: string): LibraryRow {
    const row = this.store.library().find(({ name }) => name === id);
    if (!row) throw new AppError('runbooks.not-found', { id });
    return row;
  }

  private entry(id: string): Entry {
    const entry = this.entries().get(id);
    if (!entry) throw new AppError('runbooks.not-found', { id });
    return entry;
  }

  private entries(): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    for (const [id, loaded] of this.shippedOnes())
      entries.set(id, { ...loaded, origin: 'shipped', row: null });
    for (const row of this.store.library()) {
      const sha256 = hashOf(row.text);
      const read = this.readOnce(row.text, sha256);
      // Written by a newer program and synced here: left alone.
      if (!read.document) continue;
      entries.set(row.name, {
        document: read.document,
        text: row.text,
        sha256,
        trusted: row.reviewed?.sha256 === sha256,
        read,
        origin: 'library',
        row,
      });
    }
    return entries;
  }

  private readOnce(text: string, sha256: string): ReadRunbook {
    let read = this.read.get(sha256);
    if (!read) this.read.set(sha256, (read = readRunbook(text)));
    return read;
  }

  private shippedOnes(): Map<string, LoadedRunbook> {
    if (this.shipped) return this.shipped;
    const found = new Map<string, LoadedRunbook>();
    for (const path of packFiles(this.packs)) {
      const text = readFileSync(path, 'utf8');
      const read = readRunbook(text);
      if (read.document)
        found.set(read.document.id, {
          document: read.document,
          text,
          sha256: hashOf(text),
          trusted: true,
          read,
        });
      else this.log.warn('a shipped runbook cannot be read', { path });
    }
    return (this.shipped = found);
  }

  private shown(entry: Entry, counts: ReadonlyMap<string, number>): Runbook {
    const { document, origin, row, sha256, trusted, read } = entry;
    return {
      id: document.id,
      origin,
      replacesShipped: origin === 'library' && this.shippedOnes().has(document.id),
      document,
      class: classOf(entry),
      warnings: read.faults,
      sha256,
      reviewed: trusted && row?.reviewed ? { at: row.reviewed.at, by: row.reviewed.by } : null,
      runs: counts.get(document.id) ?? 0,
    };
  }
}

/** Whether a step changes something: as it says, or as its words give away while nobody has reviewed them. */
export function changesState({ document, trusted, read }: LoadedRunbook, step: number): boolean {
  return document.steps[step]?.class === 'changes-state' || (!trusted && read.doubtful.has(step));
}

/** What runs for a step; null when a dry run only shows it. */
export function scriptFor(runbook: LoadedRunbook, number: number, dryRun: boolean): string | null {
  const { document, trusted, read } = runbook;
  const step = document.steps[number];
  if (!step) return null;
  if (!dryRun || !changesState(runbook, number)) return step.script;
  if (step.dryRunScript === undefined) return null;
  return trusted || !read.doubtfulDryRuns.has(number) ? step.dryRunScript : null;
}

/** The most demanding class of the steps. */
export function classOf(runbook: LoadedRunbook): Runbook['class'] {
  const changes = runbook.document.steps.some((_step, index) => changesState(runbook, index));
  return changes ? 'changes-state' : 'read-only';
}

/** `packs/<platform>/runbooks/*.yaml`. */
function packFiles(packs: string): string[] {
  const list = (folder: string): string[] => {
    try {
      return readdirSync(folder).sort();
    } catch {
      return [];
    }
  };
  return list(packs).flatMap((platform) => {
    const folder = join(packs, platform, 'runbooks');
    return list(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => join(folder, name));
  });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function invalid({ faults }: ReadRunbook): AppError {
  const fault = faults.find(({ severity }) => severity === 'error');
  return new AppError('runbooks.invalid', {
    line: fault?.line ?? 1,
    detail: fault?.message.en ?? '',
  });
}
