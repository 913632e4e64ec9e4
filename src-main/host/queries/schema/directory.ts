import type { SchemaObjectKind } from '../../../contract/query-schema';

/** An object as the directory knows it; columns and keys are in the file's frames. */
export interface DirectoryEntry {
  /** Number of its schema. */
  schema: number;
  name: string;
  kind: SchemaObjectKind;
  comment: string;
  rows: number | null;
  /** Arguments of a function, target of a synonym. */
  detail: string;
  /** Found without naming its schema. */
  visible: boolean;
  /** Belongs to the database itself. */
  system: boolean;
}

/** Names of all objects of one schema read: what is asked at each keystroke is in memory, nothing else. */
export class Directory {
  readonly schemas: readonly string[];
  readonly entries: readonly DirectoryEntry[];
  /** Names in lower case, by number. */
  readonly folded: readonly string[];
  /** Numbers of the objects whose foreign keys point at an object. */
  private readonly referencing: ReadonlyMap<number, readonly number[]>;
  private readonly byName = new Map<string, number[]>();

  /** @param references pairs [from, to] of objects, one a foreign key */
  constructor(
    schemas: readonly string[],
    entries: readonly DirectoryEntry[],
    references: readonly (readonly [number, number])[],
  ) {
    this.schemas = schemas;
    this.entries = entries;
    this.folded = entries.map(({ name }) => name.toLowerCase());
    for (const [number, name] of this.folded.entries()) {
      const known = this.byName.get(name);
      if (known) known.push(number);
      else this.byName.set(name, [number]);
    }
    const referencing = new Map<number, number[]>();
    for (const [from, to] of references) {
      const known = referencing.get(to);
      if (known) known.push(from);
      else referencing.set(to, [from]);
    }
    this.referencing = referencing;
  }

  schemaOf(entry: DirectoryEntry): string {
    return this.schemas[entry.schema] ?? '';
  }

  /**
   * The object a name means; the last part is its own, the one before its schema. Without a schema
   * what is found without one comes first.
   */
  find(parts: readonly string[]): number | null {
    const name = parts.at(-1);
    const schema = parts.at(-2);
    if (name === undefined) return null;
    const found = (this.byName.get(name.toLowerCase()) ?? []).filter((number) => {
      const entry = this.entries[number];
      if (!entry) return false;
      return schema === undefined || this.schemaOf(entry).toLowerCase() === schema.toLowerCase();
    });
    if (found.length < 2) return found[0] ?? null;
    const rank = (number: number): number => {
      const entry = this.entries[number];
      if (!entry) return 9;
      const exact = entry.name === name ? 0 : 1;
      return (entry.visible ? 0 : 4) + (isRelation(entry.kind) ? 0 : 2) + exact;
    };
    return found.reduce((best, next) => (rank(next) < rank(best) ? next : best));
  }

  /** Numbers of the objects with foreign keys to one. */
  referencesTo(number: number): readonly number[] {
    return this.referencing.get(number) ?? [];
  }
}

/** Whether rows can be read from it. */
export function isRelation(kind: SchemaObjectKind): boolean {
  return kind !== 'sequence' && kind !== 'function' && kind !== 'procedure';
}
