import type { Dialect } from '../../../contract/dialects';
import type { SchemaRow } from '../../../contract/query-schema';
import { isRelation } from './directory';
import type { KeptSchema } from './file';
import { Typed } from './match';
import { quoteName } from './names';

/** A row before its words are made: what it is of. */
type Place =
  | { of: 'schema'; schema: number; objects: number; open: boolean }
  | { of: 'object'; number: number; open: boolean }
  | { of: 'column' | 'index'; number: number; at: number };

export interface TreeQuery {
  filter: string;
  open: readonly string[];
  from: number;
  count: number;
  reveal: { schema: string; name: string } | null;
}

export interface TreeWindow {
  total: number;
  rows: SchemaRow[];
  revealed: number | null;
}

/** A schema as rows of a tree: laid out once for what is unfolded, then read window by window. */
export class SchemaTree {
  private readonly schema: KeptSchema;
  private readonly dialect: Dialect;
  private laidOut: { key: string; places: readonly Place[] } | null = null;

  constructor(schema: KeptSchema, dialect: Dialect) {
    this.schema = schema;
    this.dialect = dialect;
  }

  window({ filter, open, from, count, reveal }: TreeQuery): TreeWindow {
    const { directory } = this.schema;
    const revealed = reveal ? directory.find([reveal.schema, reveal.name]) : null;
    const entry = revealed === null ? undefined : directory.entries[revealed];
    const unfolded = new Set(entry ? [...open, `s/${directory.schemaOf(entry)}`] : open);
    const key = JSON.stringify([filter, [...unfolded]]);
    if (this.laidOut?.key !== key) this.laidOut = { key, places: this.layOut(filter, unfolded) };
    const { places } = this.laidOut;
    const row = places.findIndex((place) => place.of === 'object' && place.number === revealed);
    return {
      total: places.length,
      rows: places.slice(from, from + count).map((place) => this.row(place)),
      revealed: row === -1 ? null : row,
    };
  }

  private layOut(filter: string, open: ReadonlySet<string>): Place[] {
    const { directory } = this.schema;
    const typed = new Typed(filter.trim());
    const bySchema: number[][] = directory.schemas.map(() => []);
    for (const [number, { schema, name, comment }] of directory.entries.entries())
      if (typed.empty || typed.match(name, comment, directory.folded[number]) !== null)
        bySchema[schema]?.push(number);
    const places: Place[] = [];
    for (const schema of this.order()) {
      const numbers = bySchema[schema] ?? [];
      if (numbers.length === 0) continue;
      const unfolded = !typed.empty || open.has(`s/${directory.schemas[schema]}`);
      places.push({ of: 'schema', schema, objects: numbers.length, open: unfolded });
      if (!unfolded) continue;
      for (const number of numbers) {
        const own = open.has(this.idOf(number));
        places.push({ of: 'object', number, open: own });
        if (!own) continue;
        for (const of of ['column', 'index'] as const)
          for (const at of this.schema.part(of === 'column' ? 'columns' : 'indexes', number).keys())
            places.push({ of, number, at });
      }
    }
    return places;
  }

  /** Schemas whose names need not be written come first, the database's own last. */
  private order(): number[] {
    const { directory } = this.schema;
    const ranks = directory.schemas.map(() => 1);
    for (const { schema, visible, system } of directory.entries) {
      if (system) ranks[schema] = 2;
      else if (visible) ranks[schema] = 0;
    }
    return [...directory.schemas.keys()].sort(
      (left, right) =>
        (ranks[left] ?? 0) - (ranks[right] ?? 0) ||
        ((directory.schemas[left] ?? '') < (directory.schemas[right] ?? '') ? -1 : 1),
    );
  }

  private idOf(number: number): string {
    const { directory } = this.schema;
    const entry = directory.entries[number];
    return entry ? `o/${directory.schemaOf(entry)}/${entry.name}` : '';
  }

  private row(place: Place): SchemaRow {
    const { directory } = this.schema;
    const quoted = (name: string): string => quoteName(this.dialect, name);
    const blank = {
      detail: '',
      comment: '',
      count: null,
      marks: [],
      expandable: false,
      open: false,
    };
    if (place.of === 'schema') {
      const name = directory.schemas[place.schema] ?? '';
      const { objects: count, open } = place;
      const own = { id: `s/${name}`, depth: 0, kind: 'schema' as const, name };
      return { ...blank, ...own, count, expandable: true, open, insert: quoted(name) };
    }
    const entry = directory.entries[place.number];
    if (!entry) throw new RangeError(`no object ${place.number}`);
    const { name, kind, comment, rows, detail } = entry;
    const id = this.idOf(place.number);
    if (place.of === 'object') {
      const insert = entry.visible
        ? quoted(name)
        : `${quoted(directory.schemaOf(entry))}.${quoted(name)}`;
      const expandable = isRelation(kind) && kind !== 'synonym';
      const own = { id, depth: 1, kind, name, detail, comment, count: rows };
      return { ...blank, ...own, expandable, open: place.open, insert };
    }
    if (place.of === 'index') {
      const index = this.schema.part('indexes', place.number)[place.at];
      return {
        ...blank,
        id: `${id}/index/${place.at}`,
        depth: 2,
        kind: 'index',
        name: index?.name ?? '',
        detail: index?.columns.join(', ') ?? '',
        marks: [
          ...(index?.unique ? (['unique'] as const) : []),
          ...(index?.valid === false ? (['invalid'] as const) : []),
        ],
        insert: quoted(index?.name ?? ''),
      };
    }
    const column = this.schema.part('columns', place.number)[place.at];
    const columnName = column?.name ?? '';
    const inKey = (wanted: 'primary' | 'foreign'): boolean =>
      this.schema
        .part('keys', place.number)
        .some((key) => key.kind === wanted && key.columns.includes(columnName));
    return {
      ...blank,
      id: `${id}/column/${place.at}`,
      depth: 2,
      kind: 'column',
      name: columnName,
      detail: column?.type ?? '',
      comment: column?.comment ?? '',
      marks: [
        ...(inKey('primary') ? (['primary'] as const) : []),
        ...(inKey('foreign') ? (['foreign'] as const) : []),
        ...(column?.nullable === false ? (['required'] as const) : []),
      ],
      insert: quoted(columnName),
    };
  }
}
