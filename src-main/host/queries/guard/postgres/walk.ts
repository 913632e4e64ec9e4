import {
  allowedOperators,
  isAllowedExtensionFunction,
  isAllowedFunction,
  isCallableByDot,
  knownTypes,
  samplingMethods,
  syntaxOfNewerServers,
} from './functions';
import { noNames, type UsedNames } from '../judgement';
import { plannedNodes, readingNodes, type Fields } from './nodes';
import { isOff, list, numberOr, statementName, strings, type Tree } from './tree';

/** What is found against a statement, with the byte offset in the parsed text; null when it concerns the whole statement. */
export interface Found {
  reason: string;
  params: Record<string, string>;
  location: number | null;
}

/** Parsers and stacks have limits; no statement of a person comes near this depth. */
const maxDepth = 1500;

const plannedStatements = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);
const explainOptions = new Set([
  'verbose', 'costs', 'settings', 'generic_plan', 'buffers', 'wal', 'timing', 'summary', 'memory',
  'serialize', 'format',
]); // prettier-ignore

/** Clauses with a rule of their own. */
const clauses = new Set(['SelectStmt.intoClause', 'SelectStmt.lockingClause']);

/** SQL/JSON: syntax from PostgreSQL 16 on, plain calls before. */
const jsonSyntax = new Set([
  'JsonFuncExpr', 'JsonTable', 'JsonParseExpr', 'JsonScalarExpr', 'JsonSerializeExpr', 'JsonObjectConstructor',
  'JsonArrayConstructor', 'JsonArrayQueryConstructor', 'JsonObjectAgg', 'JsonArrayAgg',
]); // prettier-ignore

/** Fills a row of whatever type its first argument has: the types of its columns take in text. */
const fillsRows = /^jsonb?_populate_record/;

/** Ends the walk: what is below cannot be walked. */
class Stop extends Error {}

/**
 * Walks one statement's whole tree and finds whatever is not known to read only.
 * Nothing found means: reads only, as far as its text can tell.
 */
export function walkStatement(statement: Tree): { found: Found[]; used: UsedNames } {
  const walker = new Walker();
  try {
    walker.statement(statement);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  walker.conclude();
  return { found: walker.found, used: walker.used };
}

class Walker {
  readonly used = noNames();
  readonly found: Found[] = [];
  /** What FROM calls its functions: such a name may stand for a plain value. */
  private readonly functionAliases = new Set<string>();
  /** `alias.name`. */
  private readonly dottedPairs: [string, string][] = [];
  private rowsAreFilled = false;
  private planning = false;
  private depth = 0;
  /** The nearest location seen: not every node has its own. */
  private location: number | null = null;

  statement(statement: Tree): void {
    const [name, fields] = this.only(statement);
    if (name === 'VariableShowStmt') return;
    if (name === 'SelectStmt') this.node(name, fields);
    else if (name === 'ExplainStmt') this.explain(fields);
    else this.refuse('not-reading', { statement: statementName(name, fields) });
  }

  private explain(fields: Tree): void {
    for (const option of list(fields['options'])) {
      const [, element] = this.only(option);
      const optionName = String(element['defname']);
      this.location = numberOr(element['location'], this.location);
      if (optionName === 'analyze' || optionName === 'analyse') {
        if (!isOff(element['arg'])) this.refuse('explain-analyze', {});
      } else if (!explainOptions.has(optionName)) {
        this.refuse('not-understood', { syntax: `EXPLAIN (${optionName})` });
      }
    }
    const [name, query] = this.only(fields['query'] as Tree);
    this.planning = plannedStatements.has(name) || name === 'SelectStmt';
    if (this.planning) this.node(name, query);
    else this.refuse('explain-statement', { statement: statementName(name, query) });
  }

  /** What only the whole statement tells. */
  conclude(): void {
    for (const [alias, name] of this.dottedPairs)
      if (this.functionAliases.has(alias)) this.used.loose.add(name);
    if (this.rowsAreFilled)
      for (const relation of this.used.relations) this.used.types.add(relation);
  }

  /** One node: its name and fields must be known, and its own rules hold. */
  private node(name: string, fields: Tree): void {
    const known = readingNodes.get(name) ?? (this.planning ? plannedNodes.get(name) : undefined);
    const outer = this.location;
    this.location = numberOr(fields['location'], outer);
    if (!known) return this.refuseNode(name, fields);
    this.depth += 1;
    if (this.depth > maxDepth) {
      this.refuse('too-deep', {});
      throw new Stop();
    }
    this.check(name, fields);
    this.fields(name, known, fields);
    this.depth -= 1;
    this.location = outer;
  }

  private fields(name: string, known: Fields, fields: Tree): void {
    for (const [field, value] of Object.entries(fields)) {
      const type = known.get(field);
      if (clauses.has(`${name}.${field}`)) continue;
      if (type === undefined) this.refuse('not-understood', { syntax: `${name}.${field}` });
      else if (Array.isArray(value)) for (const item of value) this.wrapped(item);
      else if (typeof value !== 'object' || value === null) continue;
      else if (type === '') this.wrapped(value);
      else this.node(type, value as Tree);
    }
  }

  /** A node with its name; an empty one stands for nothing. */
  private wrapped(value: unknown): void {
    const tree = value as Tree;
    if (Object.keys(tree).length === 0) return;
    const [name, fields] = this.only(tree);
    this.node(name, fields);
  }

  /** Rules beyond "known node, known fields". */
  private check(name: string, fields: Tree): void {
    switch (name) {
      case 'SelectStmt':
        if (fields['intoClause']) this.refuse('into', {});
        if (fields['lockingClause']) this.refuse('locks', {});
        return;
      case 'FuncCall':
        return this.functionCall(
          strings(fields['funcname']),
          fields['funcformat'] === 'COERCE_SQL_SYNTAX',
        );
      case 'A_Expr':
        return String(fields['kind']).includes('BETWEEN')
          ? this.implied('>=', '<=')
          : this.operator(strings(fields['name']));
      case 'SubLink':
        if (fields['operName']) this.operator(strings(fields['operName']));
        else if (fields['testexpr']) this.implied('=');
        return;
      case 'CaseExpr':
        if (fields['arg']) this.implied('=');
        return;
      case 'JoinExpr':
        if (fields['isNatural'] === true || fields['usingClause']) this.implied('=');
        return;
      case 'RangeFunction':
        return this.functionInFrom(fields);
      case 'SortBy':
        if (fields['useOp']) this.operator(strings(fields['useOp']));
        return;
      case 'TypeName':
        return this.type(strings(fields['names']), fields['pct_type'] === true);
      case 'RangeTableSample':
        return this.sampling(strings(fields['method']));
      case 'RangeVar':
        this.used.relations.add(String(fields['relname']));
        return;
      case 'ColumnRef': {
        const names = strings(fields['fields']);
        if (names[1] !== undefined) this.dottedPairs.push([names[0] ?? '', names[1]]);
        return this.dotted(names.slice(1));
      }
      case 'A_Indirection': {
        const names = strings(fields['indirection']);
        for (const name of names) this.used.loose.add(name);
        return this.dotted(names);
      }
      default:
        if (jsonSyntax.has(name))
          for (const call of syntaxOfNewerServers) this.used.functions.add(call);
    }
  }

  /** @param isSyntax written like `extract(year FROM d)`: an older server may take it for a plain call */
  private functionCall(name: string[], isSyntax: boolean): void {
    const [bare, schema] = [
      name.at(-1) ?? '',
      name.length > 1 ? name.slice(0, -1).join('.') : null,
    ];
    if (schema === null || isSyntax) this.used.functions.add(bare);
    else if (schema !== 'pg_catalog') this.used.names.add(name.join('.'));
    const allowed =
      schema === null
        ? isAllowedFunction(bare) || isAllowedExtensionFunction(bare)
        : schema === 'pg_catalog'
          ? isAllowedFunction(bare)
          : isAllowedExtensionFunction(bare);
    if (fillsRows.test(bare)) this.rowsAreFilled = true;
    if (allowed) return;
    const reason = bare.startsWith('pg_sleep') ? 'function-holds' : 'function-not-allowed';
    this.refuse(reason, { name: name.join('.') });
  }

  private operator(name: string[]): void {
    const symbol = name.at(-1) ?? '';
    const schema = name.length > 1 ? name.slice(0, -1).join('.') : 'pg_catalog';
    if (name.length === 1) this.used.operators.add(symbol);
    if (schema !== 'pg_catalog' || !allowedOperators.has(symbol)) {
      this.refuse('operator-not-allowed', { name: name.join('.') });
    }
  }

  /** Operators that syntax looks up by their name, in the search path as if they were written. */
  private implied(...symbols: string[]): void {
    for (const symbol of symbols) this.used.operators.add(symbol);
  }

  private functionInFrom(fields: Tree): void {
    const alias = (fields['alias'] as { aliasname?: string } | undefined)?.aliasname;
    if (alias !== undefined) this.functionAliases.add(alias);
    for (const called of list(fields['functions'])) {
      const items = list((called['List'] as Tree | undefined)?.['items']);
      const call = items[0]?.['FuncCall'] as Tree | undefined;
      const name = strings(call?.['funcname']).at(-1);
      if (name !== undefined) this.functionAliases.add(name);
    }
  }

  private type(names: string[], ofColumn: boolean): void {
    const bare = names.at(-1) ?? '';
    const builtIn = names.length === 1 || names[0] === 'pg_catalog';
    if (ofColumn || !builtIn || !knownTypes.has(bare)) this.used.types.add(bare);
  }

  private sampling(method: string[]): void {
    const schema = method.length > 1 ? method[0] : 'pg_catalog';
    if (schema !== 'pg_catalog' || !samplingMethods.has(method.at(-1) ?? '')) {
      this.refuse('function-not-allowed', { name: method.join('.') });
    }
  }

  private dotted(names: string[]): void {
    for (const name of names) {
      this.used.fields.add(name);
      if (isCallableByDot(name)) this.refuse('function-not-allowed', { name });
    }
  }

  private refuseNode(name: string, fields: Tree): void {
    if (plannedStatements.has(name)) {
      this.refuse('writes-in-with', { statement: statementName(name, fields) });
    } else {
      this.refuse('not-understood', { syntax: name });
    }
  }

  private only(tree: Tree): [string, Tree] {
    const [name = '', ...others] = Object.keys(tree);
    if (others.length > 0) this.refuse('not-understood', { syntax: name });
    return [name, tree[name] as Tree];
  }

  private refuse(reason: string, params: Record<string, string>): void {
    this.found.push({ reason, params, location: this.location });
  }
}
