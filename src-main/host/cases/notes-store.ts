import * as Y from 'yjs';
import type { Note } from '../../contract/cases';
import type { Database } from '../../kit/database';
import type { Journal, Json } from '../../kit/journal';

/** After so many updates a note's document is written as one snapshot. */
const updatesPerSnapshot = 200;
/** Updates that stand in a snapshot are kept this long, so that every edit can be seen again. */
const keptUpdatesMs = 90 * 24 * 3600 * 1000;
/** Documents kept in memory: notes somebody is typing in. */
const maxDocuments = 16;

/** Name of the text in a note's Yjs document. */
export const bodyName = 'body';

interface NoteRow {
  id: string;
  incident_id: string;
  title: string;
  text: string;
  created_at: number;
  updated_at: number;
}

/** A document in memory and the last stored update that is in it. */
interface Loaded {
  document: Y.Doc;
  sequence: number;
}

/**
 * Rows of notes. A body is a Yjs document, born once with the note's first text (rule
 * R14 of the sync design): one snapshot, the updates since, and its plain text for
 * search and for reading without Yjs.
 */
export class NotesStore {
  private readonly db: Database;
  private readonly documents = new Map<string, Loaded>();

  constructor(db: Database, journal: Journal) {
    this.db = db;
    journal.register('note', {
      create: (id, fields, at) => this.create(id, fields, at),
      set: (id, fields, at) => this.set(id, fields, at),
      text: (id, _field, update, at) => this.append(id, update, at),
    });
  }

  note(id: string): Note | null {
    const row = this.db.prepare<[string], NoteRow>('SELECT * FROM note WHERE id = ?').get(id);
    return row ? noteOf(row) : null;
  }

  notes(incidentId: string): Note[] {
    return this.db
      .prepare<[string], NoteRow>(
        'SELECT * FROM note WHERE incident_id = ? ORDER BY created_at, id',
      )
      .all(incidentId)
      .map(noteOf);
  }

  /** The whole document of a note as one update. */
  state(id: string): Uint8Array {
    return Y.encodeStateAsUpdate(this.load(id).document);
  }

  /** Updates stored after a sequence number, by any process, and the highest number there is. */
  since(sequence: number): { updates: { noteId: string; update: Buffer }[]; highest: number } {
    const rows = this.db
      .prepare<[number], { sequence: number; note_id: string; bytes: Buffer }>(
        'SELECT sequence, note_id, bytes FROM note_update WHERE sequence > ? ORDER BY sequence',
      )
      .all(sequence);
    return {
      updates: rows.map((row) => ({ noteId: row.note_id, update: row.bytes })),
      highest: rows.at(-1)?.sequence ?? Math.min(sequence, this.highest()),
    };
  }

  /** The highest sequence number of a note's updates, or of all. */
  highest(noteId: string | null = null): number {
    return (
      this.db
        .prepare<[string | null], { highest: number | null }>(
          'SELECT max(sequence) AS highest FROM note_update WHERE note_id = coalesce(?, note_id)',
        )
        .get(noteId)?.highest ?? 0
    );
  }

  /** Ids of all notes, and of those whose plain text is not that of their document. */
  check(): { notes: number; broken: string[] } {
    const rows = this.db
      .prepare<[], { id: string; text: string }>('SELECT id, text FROM note')
      .all();
    const broken = rows.filter(({ id, text }) => {
      try {
        this.forget(id);
        return this.load(id).document.getText(bodyName).toJSON() !== text;
      } catch {
        return true;
      }
    });
    return { notes: rows.length, broken: broken.map(({ id }) => id) };
  }

  /** Drops what is in memory of a note, after a transaction that failed. */
  forget(id: string): void {
    this.documents.get(id)?.document.destroy();
    this.documents.delete(id);
  }

  dispose(): void {
    for (const id of this.documents.keys()) this.forget(id);
  }

  private create(id: string, fields: Record<string, Json>, at: number): void {
    this.db
      .prepare(
        "INSERT INTO note (id, incident_id, title, text, created_at, updated_at) VALUES (?, ?, ?, '', ?, ?)",
      )
      .run(id, fields['caseId'], fields['title'], fields['createdAt'] ?? at, at);
  }

  private set(id: string, fields: Record<string, Json>, at: number): void {
    this.db
      .prepare('UPDATE note SET title = ?, updated_at = ? WHERE id = ?')
      .run(fields['title'], at, id);
  }

  private append(id: string, update: Uint8Array, at: number): void {
    const { document, sequence } = this.load(id);
    Y.applyUpdate(document, update);
    const row = this.db
      .prepare<[string, Buffer, number], { sequence: number }>(
        'INSERT INTO note_update (note_id, bytes, at) VALUES (?, ?, ?) RETURNING sequence',
      )
      .get(id, Buffer.from(update), at);
    this.keep(id, { document, sequence: row?.sequence ?? sequence });
    this.db
      .prepare('UPDATE note SET text = ?, updated_at = ? WHERE id = ?')
      .run(document.getText(bodyName).toJSON(), at, id);
    this.db
      .prepare(
        'UPDATE incident SET updated_at = max(updated_at, ?) WHERE id = (SELECT incident_id FROM note WHERE id = ?)',
      )
      .run(at, id);
    this.snapshot(id, document, at);
  }

  private snapshot(id: string, document: Y.Doc, at: number): void {
    const { waiting } = this.db
      .prepare<[string], { waiting: number }>(
        'SELECT count(*) AS waiting FROM note_update WHERE note_id = ? AND in_snapshot = 0',
      )
      .get(id) ?? { waiting: 0 };
    if (waiting < updatesPerSnapshot) return;
    this.db
      .prepare(
        'INSERT INTO note_snapshot (note_id, state) VALUES (?, ?) ON CONFLICT DO UPDATE SET state = excluded.state',
      )
      .run(id, Buffer.from(Y.encodeStateAsUpdate(document)));
    this.db
      .prepare('UPDATE note_update SET in_snapshot = 1 WHERE note_id = ? AND in_snapshot = 0')
      .run(id);
    this.db
      .prepare('DELETE FROM note_update WHERE note_id = ? AND in_snapshot = 1 AND at < ?')
      .run(id, at - keptUpdatesMs);
  }

  /** The document with every stored update in it, also those another process stored meanwhile. */
  private load(id: string): Loaded {
    const known = this.documents.get(id);
    const document = known?.document ?? this.fromSnapshot(id);
    const rows = this.db
      .prepare<[string, number, number], { sequence: number; bytes: Buffer }>(
        'SELECT sequence, bytes FROM note_update WHERE note_id = ? AND sequence > ? AND in_snapshot <= ? ORDER BY sequence',
      )
      // A document read just now has what is in its snapshot; one in memory may lack it.
      .all(id, known?.sequence ?? 0, known ? 1 : 0);
    for (const row of rows) Y.applyUpdate(document, row.bytes);
    const loaded = {
      document,
      sequence: rows.at(-1)?.sequence ?? known?.sequence ?? this.highest(id),
    };
    this.keep(id, loaded);
    return loaded;
  }

  private fromSnapshot(id: string): Y.Doc {
    const document = new Y.Doc();
    const row = this.db
      .prepare<[string], { state: Buffer }>('SELECT state FROM note_snapshot WHERE note_id = ?')
      .get(id);
    if (row) Y.applyUpdate(document, row.state);
    return document;
  }

  private keep(id: string, loaded: Loaded): void {
    this.documents.delete(id);
    this.documents.set(id, loaded);
    const [oldest] = this.documents.keys();
    if (this.documents.size > maxDocuments && oldest !== undefined) this.forget(oldest);
  }
}

function noteOf(row: NoteRow): Note {
  return {
    id: row.id,
    caseId: row.incident_id,
    title: row.title,
    text: row.text,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
