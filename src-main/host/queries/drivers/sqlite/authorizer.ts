/** Action codes of sqlite3_set_authorizer (sqlite.org/c3ref/c_alter_table.html). */
const actions = { read: 20, select: 21, function: 31, recursive: 33, pragma: 19 } as const;
const allow = 0;
const deny = 1;

/** Pragmas that only tell; given a value, some would set something. */
const tellingPragmas = new Set([
  'application_id',
  'compile_options',
  'encoding',
  'freelist_count',
  'journal_mode',
  'page_count',
  'page_size',
  'schema_version',
  'user_version',
]);
/** Pragmas whose value names what they tell about. */
const askingPragmas = new Set([
  'collation_list',
  'database_list',
  'foreign_key_check',
  'foreign_key_list',
  'function_list',
  'index_info',
  'index_list',
  'index_xinfo',
  'integrity_check',
  'module_list',
  'pragma_list',
  'quick_check',
  'table_info',
  'table_list',
  'table_xinfo',
]);
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
      return askingPragmas.has(name) || (tellingPragmas.has(name) && second === null)
        ? allow
        : deny;
    }
    default:
      return deny;
  }
}
