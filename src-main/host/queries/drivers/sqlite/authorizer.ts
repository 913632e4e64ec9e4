import { askingPragmas, tellingPragmas } from '../../sqlite-pragmas';

/** Action codes of sqlite3_set_authorizer (sqlite.org/c3ref/c_alter_table.html). */
const actions = { read: 20, select: 21, function: 31, recursive: 33, pragma: 19 } as const;
const allow = 0;
const deny = 1;

const telling: ReadonlySet<string> = new Set(tellingPragmas);
const asking: ReadonlySet<string> = new Set(askingPragmas);
const refusedFunctions = new Set(['load_extension', 'fts3_tokenizer', 'writefile', 'edit']);

/** Lets SQLite compile only what reads: no ATTACH, no temporary table, no setting. */
export function authorize(action: number, first: string | null, second: string | null): number {
  switch (action) {
    case actions.read:
    case actions.select:
    case actions.recursive:
      return allow;
    case actions.function:
      return refusedFunctions.has((second ?? '').toLowerCase()) ? deny : allow;
    case actions.pragma: {
      const name = (first ?? '').toLowerCase();
      return asking.has(name) || (telling.has(name) && second === null) ? allow : deny;
    }
    default:
      return deny;
  }
}
