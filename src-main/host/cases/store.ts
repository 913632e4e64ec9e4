import type { Case, Evidence, TimelineEntry } from '../../contract/cases';
import type { Database } from '../../kit/database';
import { newId } from '../../kit/ids';
import type { EntityStore, Journal, Json, Op } from '../../kit/journal';

interface CaseRow {
  id: string;
  number: string;
  title: string;
  system_id: string | null;
  priority: Case['priority'];
  status: Case['status'];
  reported_words: string;
  reporter: string;
  created_at: number;
  updated_at: number;
  evidence_count: number;
}

interface EvidenceRow {
  id: string;
  incident_id: string;
  ordinal: number;
  kind: Evidence['kind'];
  title: string;
  remark: string;
  bytes: number;
  sha256: string;
  captured_at: number;
  clock_offset: number | null;
  preview: string;
  provenance: string;
  redaction: string | null;
  removed: number;
}

interface TimelineRow {
  id: string;
  at: number;
  kind: TimelineEntry['kind'];
  params: string;
}

const caseColumns: Record<string, string> = {
  number: 'number',
  title: 'title',
  systemId: 'system_id',
  priority: 'priority',
  status: 'status',
  reportedWords: 'reported_words',
  reporter: 'reporter',
  createdAt: 'created_at',
};

const evidenceColumns: Record<string, string> = {
  caseId: 'incident_id',
  ordinal: 'ordinal',
  kind: 'kind',
  title: 'title',
  remark: 'remark',
  bytes: 'bytes',
  sha256: 'sha256',
  capturedAt: 'captured_at',
  clockOffsetMs: 'clock_offset',
  preview: 'preview',
  provenance: 'provenance',
  redaction: 'redaction',
  removed: 'removed',
};

const selectCase =
  'SELECT incident.*, (SELECT count(*) FROM evidence WHERE incident_id = incident.id AND removed = 0) AS evidence_count FROM incident';

/** A line of a case's history, as a change to be committed with what it tells of. */
export function timelineOp(
  caseId: string,
  at: number,
  kind: TimelineEntry['kind'],
  params: Record<string, string>,
): Op {
  return { kind: 'create', entity: 'timeline', id: newId(), fields: { caseId, at, kind, params } };
}

/** Rows of cases, their evidence and their history. Changed only through the journal. */
export class CasesStore {
  private readonly db: Database;

  constructor(db: Database, journal: Journal) {
    this.db = db;
    journal.register('incident', this.table('incident', caseColumns, true));
    journal.register('evidence', this.table('evidence', evidenceColumns, false));
    journal.register('timeline', {
      create: (id, fields) => {
        const { caseId, at, kind, params } = fields;
        this.db
          .prepare(
            'INSERT INTO timeline (id, incident_id, at, kind, params) VALUES (?, ?, ?, ?, ?)',
          )
          .run(id, caseId, at, kind, JSON.stringify(params));
        this.db
          .prepare('UPDATE incident SET updated_at = max(updated_at, ?) WHERE id = ?')
          .run(at, caseId);
      },
      set: () => {
        throw new Error('a line of the history is never changed');
      },
    });
  }

  /** By id or by number. */
  find(idOrNumber: string): Case | null {
    const row = this.db
      .prepare<[string, string], CaseRow>(`${selectCase} WHERE id = ? OR number = ? COLLATE NOCASE`)
      .get(idOrNumber, idOrNumber);
    return row ? caseOf(row) : null;
  }

  /**
   * Cases that contain every word, newest change first.
   *
   * @param words each with the ids of the systems whose own, site's or customer's name has it
   */
  list(
    words: readonly { word: string; systemIds: readonly string[] }[],
    openOnly: boolean,
  ): Case[] {
    const conditions = openOnly ? ["status NOT IN ('resolved', 'closed')"] : [];
    const values: string[] = [];
    for (const { word, systemIds } of words) {
      const fields = ['number', 'title', 'reported_words', 'reporter'];
      const own = fields.map((field) => `${field} LIKE ? ESCAPE '\\'`);
      conditions.push(
        `(${own.join(' OR ')} OR system_id IN (SELECT value FROM json_each(?)) ` +
          "OR EXISTS (SELECT 1 FROM note WHERE incident_id = incident.id AND (title LIKE ? ESCAPE '\\' OR text LIKE ? ESCAPE '\\')))",
      );
      const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
      values.push(...fields.map(() => pattern), JSON.stringify(systemIds), pattern, pattern);
    }
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    return this.db
      .prepare<string[], CaseRow>(`${selectCase}${where} ORDER BY updated_at DESC, number DESC`)
      .all(...values)
      .map(caseOf);
  }

  evidence(id: string): Evidence | null {
    const row = this.db
      .prepare<[string], EvidenceRow>('SELECT * FROM evidence WHERE id = ?')
      .get(id);
    return row ? evidenceOf(row) : null;
  }

  /** Evidence of a case in order, removed pieces too. */
  evidenceOf(caseId: string): Evidence[] {
    return this.db
      .prepare<[string], EvidenceRow>(
        'SELECT * FROM evidence WHERE incident_id = ? ORDER BY ordinal, id',
      )
      .all(caseId)
      .map(evidenceOf);
  }

  /** The ordinal of the next evidence: removed ones keep theirs. */
  nextOrdinal(caseId: string): number {
    const row = this.db
      .prepare<[string], { next: number }>(
        'SELECT coalesce(max(ordinal), 0) + 1 AS next FROM evidence WHERE incident_id = ?',
      )
      .get(caseId);
    return row?.next ?? 1;
  }

  timeline(caseId: string): TimelineEntry[] {
    return this.db
      .prepare<[string], TimelineRow>(
        'SELECT id, at, kind, params FROM timeline WHERE incident_id = ? ORDER BY at, id',
      )
      .all(caseId)
      .map((row) => ({ ...row, params: JSON.parse(row.params) as Record<string, string> }));
  }

  /** SHA-256 of every content that evidence refers to, removed evidence too. */
  contents(): string[] {
    return this.db
      .prepare<[], { sha256: string }>('SELECT DISTINCT sha256 FROM evidence ORDER BY sha256')
      .all()
      .map((row) => row.sha256);
  }

  private table(
    name: 'incident' | 'evidence',
    columns: Record<string, string>,
    stamped: boolean,
  ): EntityStore {
    const write = (fields: Record<string, Json>): [string[], (string | number | null)[]] => [
      Object.keys(fields).map((field) => {
        const column = columns[field];
        if (!column) throw new Error(`${name} has no field ${field}`);
        return column;
      }),
      Object.values(fields).map(toColumn),
    ];
    return {
      create: (id, fields, at) => {
        const [names, values] = write(fields);
        const all = ['id', ...names, ...(stamped ? ['updated_at'] : [])];
        this.db
          .prepare(
            `INSERT INTO ${name} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`,
          )
          .run(id, ...values, ...(stamped ? [at] : []));
      },
      set: (id, fields, at) => {
        const [names, values] = write(fields);
        const all = [...names, ...(stamped ? ['updated_at'] : [])];
        this.db
          .prepare(
            `UPDATE ${name} SET ${all.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
          )
          .run(...values, ...(stamped ? [at] : []), id);
      },
    };
  }
}

function toColumn(value: Json): string | number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

function caseOf(row: CaseRow): Case {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    systemId: row.system_id,
    priority: row.priority,
    status: row.status,
    reportedWords: row.reported_words,
    reporter: row.reporter,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    evidenceCount: row.evidence_count,
  };
}

function evidenceOf(row: EvidenceRow): Evidence {
  return {
    id: row.id,
    caseId: row.incident_id,
    ordinal: row.ordinal,
    kind: row.kind,
    title: row.title,
    remark: row.remark,
    bytes: row.bytes,
    sha256: row.sha256,
    capturedAt: row.captured_at,
    clockOffsetMs: row.clock_offset,
    preview: row.preview,
    provenance: JSON.parse(row.provenance) as Evidence['provenance'],
    redaction: row.redaction === null ? null : (JSON.parse(row.redaction) as Evidence['redaction']),
    removed: row.removed === 1,
  };
}
