import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, stringify } from 'yaml';
import type { Document, Node, ParsedNode, YAMLMap, YAMLSeq } from 'yaml';
import { AppError } from '../../contract/errors';
import { contactSchema, type Contact, type Inventory } from '../../contract/systems';
import { fieldsOf, unknownKey, type Entry, type Stated } from './entries';
import { exportedEntries, type ExportedEntry } from './exported';
import type { Level } from './store';

const children: Record<Level, { key: string; level: Level } | null> = {
  customer: { key: 'sites', level: 'site' },
  site: { key: 'systems', level: 'system' },
  system: { key: 'endpoints', level: 'endpoint' },
  endpoint: null,
};

/**
 * Reads an inventory in YAML. Every scalar is taken as it is written (YAML's failsafe
 * schema): version `12.20` stays `12.20`, and `no` is a name like any other.
 *
 * @throws AppError `systems.import-syntax` {line, column, detail}, other `systems.import-…` {line, path}
 */
export function readYaml(text: string): Entry[] {
  const counter = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ''), {
    lineCounter: counter,
    schema: 'failsafe',
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error) {
    const { line, col } = counter.linePos(error.pos[0]);
    throw new AppError('systems.import-syntax', { line, column: col, detail: error.message });
  }
  return new Reader(document, counter).read();
}

class Reader {
  private readonly entries: Entry[] = [];
  private readonly document: Document.Parsed;
  private readonly counter: LineCounter;

  constructor(document: Document.Parsed, counter: LineCounter) {
    this.document = document;
    this.counter = counter;
  }

  read(): Entry[] {
    if (this.document.contents === null) return [];
    const root = this.map(this.document.contents, 'customers');
    for (const [key, , line] of this.pairs(root)) {
      if (key !== 'fieldbench' && key !== 'customers')
        throw unknownKey(key, line, key, ['fieldbench', 'customers']);
    }
    this.list(this.child(root, 'customers'), 'customer', []);
    return this.entries;
  }

  private list(node: Node | null, level: Level, above: string[]): void {
    if (!node || isEmpty(node)) return;
    const seen = new Map<string, number>();
    const path = [...above, level].join(' / ');
    for (const item of this.sequence(node, path).items) {
      const map = this.map(item as Node, path);
      const name = this.name(map, path);
      const line = this.line(map);
      const first = seen.get(name);
      if (first !== undefined)
        throw new AppError('systems.import-duplicate', {
          line,
          path: [...above, name].join(' / '),
          first,
        });
      seen.set(name, line);
      this.entry(map, level, [...above, name]);
    }
  }

  private entry(map: YAMLMap, level: Level, names: string[]): void {
    const below = children[level];
    const fields: readonly string[] = fieldsOf[level];
    const allowed = ['name', ...fields, ...(below ? [below.key] : [])];
    if (level === 'system') allowed.push('contacts');
    const path = names.join(' / ');
    const stated = new Map<string, Stated>();
    for (const [key, node, line] of this.pairs(map)) {
      if (!allowed.includes(key)) throw unknownKey(key, line, path, allowed);
      if (fields.includes(key))
        stated.set(key, { text: this.scalar(node, line, `${path}: ${key}`), line });
    }
    const contacts = level === 'system' ? this.contacts(this.child(map, 'contacts'), path) : null;
    this.entries.push({ level, names, line: this.line(map), stated, contacts });
    if (below) this.list(this.child(map, below.key), below.level, names);
  }

  private contacts(node: Node | null, path: string): Contact[] | null {
    if (!node) return null;
    if (isEmpty(node)) return [];
    return this.sequence(node, `${path}: contacts`).items.map((item) => {
      const map = this.map(item as Node, `${path}: contacts`);
      const contact: Record<string, string> = {};
      for (const [key, value, line] of this.pairs(map)) {
        const allowed = Object.keys(contactSchema.shape);
        if (!allowed.includes(key)) throw unknownKey(key, line, `${path}: contacts`, allowed);
        contact[key] = this.scalar(value, line, `${path}: contacts`);
      }
      const parsed = contactSchema.safeParse(contact);
      if (parsed.success) return parsed.data;
      throw new AppError('systems.import-missing', {
        line: this.line(map),
        path: `${path}: contacts: name`,
      });
    });
  }

  private name(map: YAMLMap, path: string): string {
    const node = this.child(map, 'name');
    const name = node ? this.scalar(node, this.line(map), `${path}: name`).trim() : '';
    if (name === '')
      throw new AppError('systems.import-missing', { line: this.line(map), path: `${path}: name` });
    return name;
  }

  private pairs(map: YAMLMap): [key: string, value: Node | null, line: number][] {
    return map.items.map((pair) => {
      const key = pair.key as ParsedNode;
      return [
        isScalar(key) ? String(key.value) : '',
        this.resolved(pair.value as Node | null),
        this.line(key),
      ];
    });
  }

  private child(map: YAMLMap, key: string): Node | null {
    return this.resolved((map.get(key, true) as Node | undefined) ?? null);
  }

  private resolved(node: Node | null): Node | null {
    return isAlias(node) ? (node.resolve(this.document) ?? null) : node;
  }

  private map(node: Node, path: string): YAMLMap {
    const resolved = this.resolved(node);
    if (isMap(resolved)) return resolved;
    throw this.wrongShape(node, path, 'key: value');
  }

  private sequence(node: Node, path: string): YAMLSeq {
    if (isSeq(node)) return node;
    throw this.wrongShape(node, path, '- …');
  }

  private scalar(node: Node | null, line: number, path: string): string {
    if (node === null) return '';
    if (isScalar(node)) {
      // The failsafe schema gives texts only.
      const text = typeof node.value === 'string' ? node.value : '';
      if (text.length <= 1_000_000) return text;
    }
    throw new AppError('systems.import-invalid', { line, path, detail: 'text expected' });
  }

  private wrongShape(node: Node, path: string, expected: string): AppError {
    return new AppError('systems.import-invalid', {
      line: this.line(node),
      path,
      detail: `expected \`${expected}\``,
    });
  }

  private line(node: Node): number {
    return this.counter.linePos(node.range?.[0] ?? 0).line;
  }
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && (node.value === null || node.value === '');
}

/** The visible inventory as YAML, in an order that depends on names only. */
export function writeYaml(inventory: Inventory): string {
  const roots: Record<string, unknown>[] = [];
  const nodes = new Map<string, Record<string, unknown>>();
  for (const entry of exportedEntries(inventory)) {
    const node = nodeOf(entry);
    nodes.set(JSON.stringify(entry.names), node);
    const parent = nodes.get(JSON.stringify(entry.names.slice(0, -1)));
    const key = entry.level === 'customer' ? '' : listKey(entry.level);
    const siblings = parent ? ((parent[key] ??= []) as unknown[]) : roots;
    siblings.push(node);
  }
  return stringify({ fieldbench: 1, customers: roots }, { lineWidth: 0 });
}

function listKey(level: Level): string {
  const parent = Object.values(children).find((child) => child?.level === level);
  return parent?.key ?? '';
}

function nodeOf(entry: ExportedEntry): Record<string, unknown> {
  return {
    name: entry.names.at(-1),
    ...Object.fromEntries(entry.fields),
    ...(entry.contacts.length === 0
      ? {}
      : {
          contacts: entry.contacts.map((contact) =>
            Object.fromEntries(
              Object.entries(contact).filter(([key, value]) => key === 'name' || value !== ''),
            ),
          ),
        }),
  };
}
