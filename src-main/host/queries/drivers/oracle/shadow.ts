import { AppError } from '../../../../contract/errors';
import { allowedPackageCalls, type UsedNames } from '../../guard/index';
import type { DatabaseSession } from '../port';

/**
 * A name without parentheses may call a function: `SELECT hr.pkg.f FROM dual`. Whether it does is
 * asked of the catalog: functions, packages and types that the first parts of a name mean in the
 * current schema or in the schema it begins with, also by way of synonyms, of any schema and of
 * one another (Oracle, “Database Development Guide”, Name Resolution; “SQL Language Reference”,
 * CREATE SYNONYM).
 */

type Kind = 'FUNCTION' | 'PACKAGE' | 'TYPE';

/** What a name would have to be for one of its parts to be called. */
export interface Candidate {
  /** Null: in the current schema, or a public synonym. */
  owner: string | null;
  name: string;
  kinds: readonly Kind[];
  /** The whole name is one of those that Oracle's own packages have. */
  ofOracle: boolean;
}

/** Lists of binds have these lengths, so that the server sees few different statements. */
const lengths = [4, 16, 64] as const;
const longest = 64;
/** Synonyms of synonyms are followed so far; what goes on is refused. */
const mostSteps = 8;

const current = `SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')`;

/** Owners and names are equalities, which the indexes of the catalog serve: no scan of all objects. */
const objectsSql = (owners: string, names: string, users: string): string =>
  `SELECT o.owner, o.object_name, o.object_type, DECODE(o.owner, ${current}, '1', '0')
FROM all_objects o WHERE o.owner IN (${current}, 'PUBLIC', ${owners}) AND o.object_name IN (${names})
 AND o.object_type IN ('FUNCTION', 'PACKAGE', 'TYPE', 'SYNONYM')
UNION ALL SELECT u.username, '-', 'SCHEMA', '0' FROM all_users u WHERE u.username IN (${users})`;

/** ALL_OBJECTS does not tell the private synonyms of other schemas; this view does, but takes longer. */
const synonymsSql = (owners: string, names: string): string =>
  `SELECT s.owner, s.synonym_name, s.table_owner, s.table_name, s.db_link, DECODE(s.owner, ${current}, '1', '0')
FROM all_synonyms s WHERE s.owner IN (${current}, 'PUBLIC', ${owners}) AND s.synonym_name IN (${names})`;

/** What names of a statement would have to be for something to be called. */
export function candidatesOf(names: Iterable<string>): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const whole of names) {
    const [first = '', second, third] = partsOf(whole);
    const ofOracle = allowedPackageCalls('oracle').has(whole);
    const add = (owner: string | null, name: string, kinds: readonly Kind[]): void => {
      found.set(keyOf({ owner, name, kinds, ofOracle }), { owner, name, kinds, ofOracle });
    };
    if (second === undefined) add(null, first, ['FUNCTION']);
    else {
      add(null, first, ['PACKAGE', 'TYPE']);
      add(first, second, third === undefined ? ['FUNCTION'] : ['PACKAGE', 'TYPE']);
    }
  }
  return [...found.values()];
}

/** A part that holds a dot itself stands in quotes, see `UsedNames.names`. */
function partsOf(whole: string): string[] {
  return (whole.match(/"[^"]*"|[^.]+/g) ?? []).map((part) => part.replaceAll('"', ''));
}

function keyOf({ owner, name, kinds, ofOracle }: Candidate): string {
  return JSON.stringify([owner, name, kinds, ofOracle]);
}

/** Asks what names mean; what one connection was told once it does not ask again. */
export class CalledNames {
  readonly #ask: DatabaseSession['ask'];
  readonly #harmless = new Set<string>();

  constructor(ask: DatabaseSession['ask']) {
    this.#ask = ask;
  }

  /** @throws AppError `sql.refused` {reason, name} for the first name that calls something */
  async refuse({ names, relations }: Pick<UsedNames, 'names' | 'relations'>): Promise<void> {
    const tables = new Set([...relations].map((name) => name.toUpperCase()));
    const asked = candidatesOf(names).filter((one) => !this.#harmless.has(keyOf(one)));
    let open = asked;
    for (let step = 0; open.length > 0; step += 1) {
      if (step === mostSteps) throw calls(open[0]?.name ?? '');
      open = await this.#next(open, tables);
    }
    for (const one of asked) this.#harmless.add(keyOf(one));
  }

  /** Looks for candidates among the objects; gives what their synonyms stand for. */
  async #next(open: readonly Candidate[], tables: ReadonlySet<string>): Promise<Candidate[]> {
    const behind: Candidate[] = [];
    for (const part of parts(open)) {
      const owners = [...new Set(part.flatMap(({ owner }) => owner ?? []))];
      const names = [...new Set(part.map(({ name }) => name))];
      const [ownerBinds, nameBinds] = [padded(owners), padded(names)];
      const marks = numbered([ownerBinds.length, nameBinds.length, ownerBinds.length]);
      const rows = await this.#ask(objectsSql(marks[0] ?? '', marks[1] ?? '', marks[2] ?? ''), [
        ...ownerBinds,
        ...nameBinds,
        ...ownerBinds,
      ]);
      let hasSynonyms = false;
      for (const [owner, name, kind, isCurrent] of rows) {
        if (kind === 'SCHEMA' || kind === 'SYNONYM') hasSynonyms = true;
        for (const one of part) {
          if (!means(one, owner, name, isCurrent)) continue;
          if (!one.kinds.some((each) => each === kind)) continue;
          if (one.ofOracle && owner === 'SYS') continue;
          throw calls(`${owner}.${name}`);
        }
      }
      if (hasSynonyms) behind.push(...(await this.#synonyms(part, ownerBinds, nameBinds, tables)));
    }
    return behind;
  }

  async #synonyms(
    part: readonly Candidate[],
    owners: readonly string[],
    names: readonly string[],
    tables: ReadonlySet<string>,
  ): Promise<Candidate[]> {
    const [ownerMarks = '', nameMarks = ''] = numbered([owners.length, names.length]);
    const rows = await this.#ask(synonymsSql(ownerMarks, nameMarks), [...owners, ...names]);
    const behind = new Map<string, Candidate>();
    for (const [owner, name, toOwner, toName, link, isCurrent] of rows) {
      for (const one of part) {
        if (!means(one, owner, name, isCurrent)) continue;
        // Of what is on another server nothing is known here; a table in FROM is no function.
        if (link != null && link !== '') {
          if (!tables.has(one.name.toUpperCase())) throw calls(`${owner}.${name}`);
        } else {
          const next = { ...one, owner: toOwner ?? null, name: toName ?? '' };
          behind.set(keyOf(next), next);
        }
      }
    }
    return [...behind.values()];
  }
}

/** Whether a row of the catalog is what a candidate's name means. */
function means(
  one: Candidate,
  owner: string | null | undefined,
  name: string | null | undefined,
  isCurrent: string | null | undefined,
): boolean {
  if (one.name !== name) return false;
  return one.owner === null ? isCurrent === '1' || owner === 'PUBLIC' : one.owner === owner;
}

function calls(name: string): AppError {
  return new AppError('sql.refused', { reason: 'shadowed-function', name });
}

/** As many as one list of binds takes. */
function parts(candidates: readonly Candidate[]): Candidate[][] {
  const count = Math.ceil(candidates.length / longest);
  return Array.from({ length: count }, (_, index) =>
    candidates.slice(index * longest, (index + 1) * longest),
  );
}

/** A list of one of the lengths, filled up with what is in it; an empty one finds nothing. */
function padded(values: readonly string[]): string[] {
  const length = lengths.find((each) => each >= values.length) ?? longest;
  const filler = values.at(-1) ?? '-';
  return Array.from({ length }, (_, index) => values[index] ?? filler);
}

/** Binds of lists of so many values, numbered through. */
function numbered(counts: readonly number[]): string[] {
  let next = 1;
  return counts.map((count) => Array.from({ length: count }, () => `:${next++}`).join(', '));
}
