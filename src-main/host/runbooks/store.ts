import type { Run, Schedule, ScheduleState } from '../../contract/runbooks';
import type { Database } from '../../kit/database';
import type { EntityStore, Json } from '../../kit/journal';

/** A runbook of the library. */
export interface LibraryRow {
  /** Of the entity; people know a runbook by its name. */
  id: string;
  /** The document's id. */
  name: string;
  text: string;
  reviewed: { at: number; by: string; sha256: string } | null;
}

/** A run as it is kept: what views see, and what evidence of it will say. */
export interface StoredRun {
  run: Run;
  /** Names of the hosts' systems, and users that were logged in. */
  systems: string[];
  usernames: string[];
}

/** What is kept of a schedule beside the schedule itself. */
export type ScheduleNotes = Pick<ScheduleState, 'lastRun' | 'missed' | 'overlapped' | 'error'>;

export interface ScheduleRow {
  schedule: Schedule;
  nextAt: number | null;
  notes: ScheduleNotes;
}

const columns = ['name', 'text', 'reviewed', 'archived'];

/** Tables `runbook`, `runbook_run` and `schedule`. */
export class RunbookStore implements EntityStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  library(): LibraryRow[] {
    return this.db
      .prepare<[], { id: string; name: string; text: string; reviewed: string }>(
        'SELECT id, name, text, reviewed FROM runbook WHERE archived = 0 ORDER BY name',
      )
      .all()
      .map(({ id, name, text, reviewed }) => ({
        id,
        name,
        text,
        reviewed: JSON.parse(reviewed) as LibraryRow['reviewed'],
      }));
  }

  create(id: string, fields: Record<string, Json>, at: number): void {
    this.db
      .prepare(
        'INSERT INTO runbook (id, name, text, reviewed, archived, updated_at) VALUES (?, ?, ?, ?, 0, ?)',
      )
      .run(id, fields['name'], fields['text'], JSON.stringify(fields['reviewed'] ?? null), at);
  }

  set(id: string, fields: Record<string, Json>, at: number): void {
    for (const [field, value] of Object.entries(fields)) {
      if (!columns.includes(field)) throw new Error(`a runbook has no ${field}`);
      const stored =
        field === 'reviewed'
          ? JSON.stringify(value)
          : typeof value === 'boolean'
            ? Number(value)
            : value;
      this.db
        .prepare(`UPDATE runbook SET ${field} = ?, updated_at = ? WHERE id = ?`)
        .run(stored, at, id);
    }
  }

  /** Keeps the state of a run. `owner`: the process that runs it; null when it has ended. */
  putRun(stored: StoredRun, owner: number | null): void {
    const { run } = stored;
    this.db
      .prepare(
        'INSERT INTO runbook_run (id, runbook, state, started_at, schedule_id, owner, transcript, detail) ' +
          'VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state, ' +
          'owner = excluded.owner, transcript = excluded.transcript, detail = excluded.detail',
      )
      .run(
        run.id,
        run.runbookId,
        run.state,
        run.startedAt,
        run.scheduleId,
        owner,
        run.transcriptSha256,
        JSON.stringify(stored),
      );
  }

  run(id: string): StoredRun | null {
    const row = this.db
      .prepare<[string], { detail: string }>('SELECT detail FROM runbook_run WHERE id = ?')
      .get(id);
    return row ? (JSON.parse(row.detail) as StoredRun) : null;
  }

  /** Newest first. */
  runs(runbookId: string | null, count: number): StoredRun[] {
    return this.db
      .prepare<[string | null, string | null, number], { detail: string }>(
        'SELECT detail FROM runbook_run WHERE (? IS NULL OR runbook = ?) ' +
          'ORDER BY started_at DESC, id DESC LIMIT ?',
      )
      .all(runbookId, runbookId, count)
      .map(({ detail }) => JSON.parse(detail) as StoredRun);
  }

  /** Runs that have no end. */
  running(): StoredRun[] {
    return this.db
      .prepare<[], { detail: string }>("SELECT detail FROM runbook_run WHERE state = 'running'")
      .all()
      .map(({ detail }) => JSON.parse(detail) as StoredRun);
  }

  /** How often each runbook was run. */
  counts(): Map<string, number> {
    const rows = this.db
      .prepare<[], { runbook: string; count: number }>(
        'SELECT runbook, count(*) AS count FROM runbook_run GROUP BY runbook',
      )
      .all();
    return new Map(rows.map(({ runbook, count }) => [runbook, count]));
  }

  schedules(): ScheduleRow[] {
    return this.db
      .prepare<[], { detail: string; next_at: number | null; missed: string }>(
        'SELECT detail, next_at, missed FROM schedule ORDER BY id',
      )
      .all()
      .map(scheduleOf);
  }

  schedule(id: string): ScheduleRow | null {
    const row = this.db
      .prepare<[string], { detail: string; next_at: number | null; missed: string }>(
        'SELECT detail, next_at, missed FROM schedule WHERE id = ?',
      )
      .get(id);
    return row ? scheduleOf(row) : null;
  }

  putSchedule({ schedule, nextAt, notes }: ScheduleRow, at: number): void {
    this.db
      .prepare(
        'INSERT INTO schedule (id, runbook, detail, next_at, missed, updated_at) VALUES (?, ?, ?, ?, ?, ?) ' +
          'ON CONFLICT (id) DO UPDATE SET runbook = excluded.runbook, detail = excluded.detail, ' +
          'next_at = excluded.next_at, missed = excluded.missed, updated_at = excluded.updated_at',
      )
      .run(
        schedule.id,
        schedule.runbookId,
        JSON.stringify(schedule),
        nextAt,
        JSON.stringify(notes),
        at,
      );
  }

  setNotes(id: string, notes: ScheduleNotes): void {
    this.db.prepare('UPDATE schedule SET missed = ? WHERE id = ?').run(JSON.stringify(notes), id);
  }

  /** Moves a schedule on. Whether nobody had done so before. */
  advance(id: string, from: number, to: number | null): boolean {
    return (
      this.db
        .prepare('UPDATE schedule SET next_at = ? WHERE id = ? AND next_at = ?')
        .run(to, id, from).changes > 0
    );
  }

  removeSchedule(id: string): void {
    this.db.prepare('DELETE FROM schedule WHERE id = ?').run(id);
  }
}

function scheduleOf(row: { detail: string; next_at: number | null; missed: string }): ScheduleRow {
  return {
    schedule: JSON.parse(row.detail) as Schedule,
    nextAt: row.next_at,
    notes: JSON.parse(row.missed) as ScheduleNotes,
  };
}
