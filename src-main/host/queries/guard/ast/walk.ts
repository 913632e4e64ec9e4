import type { Tree } from './parser';
import { plannedNodes, readingNodes, type Node, type TypeName } from './nodes';

/** What is found against a statement, with the place (from 1, in code points) nearest before it. */
export interface Found {
  reason: string;
  params: Record<string, string>;
  place: { line: number; column: number } | null;
}

/** What the walk asks about names. */
export interface NameRules {
  /** Null when a function of this path may be called, else why not. */
  refuseFunction(path: readonly Name[], isMethod: boolean): Omit<Found, 'place'> | null;
  /** Told of every column-like name. */
  column(path: readonly Name[]): void;
  /** Null when a table of this path may be read, else why not. */
  refuseRelation(path: readonly Name[]): Omit<Found, 'place'> | null;
}

export interface Name {
  text: string;
  quoted: boolean;
}

type Fields = Record<string, unknown>;

const maxDepth = 1500;

/** Walks the whole tree of a statement and finds whatever is not known to read only. */
export function walkTree(
  tree: Tree,
  rules: NameRules,
  isPlanned: boolean,
): { found: Found[]; selects: number; cases: number } {
  const walker = new Walker(rules, isPlanned ? plannedNodes : readingNodes);
  walker.value('Statement', tree, 'statement');
  return { found: walker.found, selects: walker.selects, cases: walker.cases };
}

class Walker {
  readonly found: Found[] = [];
  /** SELECTs seen: as many as the text has words SELECT, unless parser and server see different statements. */
  selects = 0;
  /** CASE expressions seen: the parser stops at an END that belongs to none, and says nothing of what follows. */
  cases = 0;
  private readonly rules: NameRules;
  private readonly nodes: ReadonlyMap<string, Node>;
  private place: Found['place'] = null;
  private depth = 0;
  /** The next function is called on a value. */
  private isMethod = false;

  constructor(rules: NameRules, nodes: ReadonlyMap<string, Node>) {
    this.rules = rules;
    this.nodes = nodes;
  }

  /** Checks a value of the tree against a type of the list; `where` names it for people. */
  value(type: TypeName, value: unknown, where: string): void {
    if (value === null || value === undefined || type === '?') return;
    if (type.startsWith('!')) {
      if (!isEmpty(value)) this.refuse(type.slice(1) || 'not-understood', where);
      return;
    }
    if (type === '-') {
      if (typeof value === 'object') this.refuse('not-understood', where);
      return;
    }
    if (type.startsWith('(')) return this.tuple(type, value, where);
    if (type === 'fn' || type === 'table' || type === 'path' || type === 'path1')
      return this.names(type, value);
    // Lists of lists (grouping sets, rows) hold the same type.
    if (Array.isArray(value) && type !== 'NamedWindow') {
      for (const item of value) this.value(type, item, where);
      return;
    }
    if (Array.isArray(value) && value.every((item) => Array.isArray(item))) {
      for (const item of value) this.node(type, item, where);
      return;
    }
    this.node(type, value, where);
  }

  private node(type: TypeName, value: unknown, where: string): void {
    const node = this.nodes.get(type);
    if (!node) throw new Error(`no such node: ${type}`);
    if (++this.depth > maxDepth) this.refuse('too-deep', where);
    else if (node.isEnum) this.variant(type, node, value);
    else this.struct(type, node, value);
    this.depth -= 1;
  }

  private variant(type: TypeName, node: Node, value: unknown): void {
    if (typeof value === 'string') {
      if (!node.parts.has(value)) this.refuse('not-understood', value);
      return;
    }
    if (typeof value !== 'object') return this.refuse('not-understood', type);
    const entries = Object.entries(value as Fields);
    const [name = '', content] = entries[0] ?? [];
    const part = node.parts.get(name);
    if (part === undefined || entries.length !== 1) return this.refuse('not-understood', name);
    if (type === 'Access') this.isMethod = true;
    this.value(part === '' ? '!' : part, content, name);
    if (type === 'Access') this.isMethod = false;
  }

  private struct(type: TypeName, node: Node, value: unknown): void {
    if (typeof value !== 'object' || value === null) return this.refuse('not-understood', type);
    const fields = value as Fields;
    this.see(fields);
    if (type === 'Select') this.selects += 1;
    if (type === 'Case') this.cases += 1;
    // Arguments make a table's name a function's.
    if (type === 'Table') this.names(fields['args'] ? 'fn' : 'table', fields['name']);
    for (const [name, content] of Object.entries(fields)) {
      const part = node.parts.get(name);
      if (type === 'Table' && name === 'name') continue;
      if (part === undefined) {
        if (!isEmpty(content)) this.refuse('not-understood', `${type}.${name}`);
      } else this.value(part, content, name);
    }
  }

  private tuple(type: TypeName, value: unknown, where: string): void {
    const types = type.slice(1, -1).split(',');
    if (!Array.isArray(value) || value.length !== types.length)
      return this.refuse('not-understood', where);
    for (const [index, part] of types.entries()) this.value(part, value[index], where);
  }

  private names(type: 'fn' | 'table' | 'path' | 'path1', value: unknown): void {
    const parts = (Array.isArray(value) ? value : [value]) as Fields[];
    const path = parts.map((part): Name => {
      const ident = (part['Identifier'] ?? part) as Fields;
      this.see(ident);
      if (typeof ident['value'] !== 'string') this.refuse('not-understood', 'name');
      return { text: String(ident['value']), quoted: typeof ident['quote_style'] === 'string' };
    });
    if (type !== 'fn' && type !== 'table') return this.rules.column(path);
    const refusal =
      type === 'table'
        ? this.rules.refuseRelation(path)
        : this.rules.refuseFunction(path, this.isMethod);
    this.isMethod = false;
    if (refusal) this.found.push({ ...refusal, place: this.place });
  }

  /** Remembers where we are. */
  private see(fields: Fields): void {
    const start = (fields['span'] as Fields | undefined)?.['start'] as
      { line: number; column: number } | undefined;
    if (start && start.line > 0) this.place = { line: start.line, column: start.column };
  }

  private refuse(reason: string, where: string): void {
    const params: Record<string, string> = reason === 'not-understood' ? { syntax: where } : {};
    this.found.push({ reason, params, place: this.place });
  }
}

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === false ||
    value === 'None' ||
    (Array.isArray(value) && value.length === 0)
  );
}
