import type { Dialect } from '../../../contract/dialects';
import type { Token } from '../guard/lexer';
import { isAllowedExtensionFunction, isAllowedFunction } from '../guard/postgres/functions';
import { parse } from '../guard/postgres/parser';
import { bareName, TokenStream } from '../guard/stream';
import { checkCalls } from '../guard/votes';

/** What a writing statement reaches besides the data of its own database. */
export interface Reach {
  /** Why it is never sent, and the name of what it calls. */
  refusal: { reason: 'outside' | 'session'; name: string } | null;
  /** It calls functions that are not known to compute only. */
  calls: boolean;
}

/** Names of what a server has besides data: read case-blind, quoted or not. */
interface Beyond {
  /** Files of the server, its programs, other servers. */
  outside: RegExp;
  /** Settings of the session or the server. */
  session: RegExp;
}

const nothing = /^(?!)/;

/** Functions and procedures; the rest that a script may call is shown and confirmed. */
const beyond: Readonly<Record<Dialect, Beyond>> = {
  // PostgreSQL manual, 9.28 System Administration Functions, 33.4 Server-Side Functions, F.11 dblink.
  postgresql: {
    outside:
      /^(?:pg_read_(?:binary_)?file|pg_ls_\w+|pg_stat_file|pg_file_\w+|pg_logdir_ls|lo_(?:import|export)\w*|dblink\w*|postgres_fdw_\w+|http(?:_\w+)?|pg_logical_\w+|pg_replication_\w+|pg_(?:create|drop|copy)_\w*replication_slot)$/i,
    session:
      /^(?:set_config|pg_reload_conf|pg_rotate_logfile\w*|pg_promote|pg_switch_(?:wal|xlog)|pg_(?:wal|xlog)_replay_\w+|pg_create_restore_point|pg_(?:start|stop)_backup|pg_backup_(?:start|stop))$/i,
  },
  // MySQL manual, 14.8 String Functions; lib_mysqludf_sys runs programs.
  mysql: { outside: /^(?:load_file|sys_(?:exec|eval|get|set)|http_\w+)$/i, session: nothing },
  // Microsoft, "System stored procedures"; "System functions" that read files.
  sqlserver: {
    outside:
      /^(?:xp_\w+|sp_oa\w+|sp_(?:add|drop)(?:linkedserver|server|linkedsrvlogin)|sp_execute_external_script|sp_invoke_external_rest_endpoint|sp_send_dbmail|sp_(?:attach|detach)_\w+|fn_(?:get_audit_file|xe_file_target_read_file|trace_gettable|dump_dblog))$/i,
    session: /^(?:sp_configure|sp_dboption|sp_serveroption|sp_setapprole|sp_unsetapprole|sp_procoption|sp_cycle_errorlog|sp_trace_\w+)$/i, // prettier-ignore
  },
  // Oracle, "PL/SQL Packages and Types Reference".
  oracle: {
    outside:
      /^(?:utl_(?:file|http|tcp|smtp|mail|inaddr|dbws)|httpuritype|urifactory|bfilename|dbms_(?:ldap\w*|file_transfer|datapump|java\w*|cloud\w*|xslprocessor|hs_passthrough|backup_restore|advisor))$/i,
    session: /^dbms_(?:session|system|service|resource_manager\w*)$/i,
  },
  hana: { outside: nothing, session: nothing },
  sqlite: { outside: /^(?:readfile|writefile|edit|load_extension)$/i, session: nothing },
};

/** Structures that stand for files, programs and other servers. */
const outsideObjects =
  /^(?:CREATE|ALTER|DROP)(?: (?:OR|REPLACE|PUBLIC|SHARED|IF|NOT|EXISTS))* (?:SERVER|FOREIGN|SUBSCRIPTION|DIRECTORY|LIBRARY|ASSEMBLY|DATABASE LINK|REMOTE SOURCE|VIRTUAL TABLE|EXTERNAL|EXTENSION)\b/;
const outsideWords =
  /^(?:COPY|LOAD|BULK|BACKUP|RESTORE|OUTFILE|DUMPFILE|OPENROWSET|OPENQUERY|OPENDATASOURCE|ATTACH|DETACH|HANDLER|EXPORT|IMPORT|SONAME|FEDERATED|DATAFILE|TEMPFILE)$/;
const outsidePairs = /\b(?:DATA|INDEX) DIRECTORY\b|\bORGANIZATION EXTERNAL\b/;
const sessionObjects = /^ALTER (?:SYSTEM|SESSION|SERVER CONFIGURATION|RESOURCE GOVERNOR)\b/;

/** Looks at a statement that writes. */
export async function reachOf(
  dialect: Dialect,
  sql: string,
  parts: readonly Token[],
): Promise<Reach> {
  const stream = new TokenStream(parts);
  const words = stream.tokens.map((_, index) => stream.word(index)).filter((word) => word !== '');
  const called =
    dialect === 'postgresql' ? await calledByPostgres(sql) : calledNames(dialect, stream);
  const refuse = (reason: 'outside' | 'session', name: string): Reach => ({
    refusal: { reason, name },
    calls: false,
  });
  const text = words.slice(0, 8).join(' ');
  if (sessionObjects.test(text)) return refuse('session', words.slice(0, 2).join(' '));
  if (outsideObjects.test(text)) return refuse('outside', words.slice(0, 2).join(' '));
  const { outside, session } = beyond[dialect];
  for (const name of called.all) {
    if (outside.test(name)) return refuse('outside', name);
    if (session.test(name)) return refuse('session', name);
  }
  const pair = outsidePairs.exec(words.join(' '))?.[0];
  const word =
    pair ?? words.find((each) => outsideWords.test(each)) ?? otherServer(dialect, stream);
  if (word !== undefined) return refuse('outside', word);
  return { refusal: null, calls: called.unknown };
}

interface Called {
  all: readonly string[];
  /** Among them are some that are not known to compute only. */
  unknown: boolean;
}

/** By the tree of its own grammar; what that cannot read, the server will not either. */
async function calledByPostgres(sql: string): Promise<Called> {
  const parsed = await parse(sql);
  const all: string[] = [];
  let unknown = false;
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'FuncCall') {
        const name = lastOf((value as { funcname?: unknown }).funcname);
        all.push(name);
        unknown ||= !isAllowedFunction(name) && !isAllowedExtensionFunction(name) && !counts.test(name); // prettier-ignore
      }
      walk(value);
    }
  };
  if ('statements' in parsed) walk(parsed.statements);
  return { all, unknown };
}

/** Numbers of a sequence belong to inserting. */
const counts = /^(?:nextval|currval|lastval|gen_random_uuid|uuid_generate_v\w+)$/;

function lastOf(names: unknown): string {
  const last = Array.isArray(names) ? (names.at(-1) as unknown) : undefined;
  return (last as { String?: { sval?: string } } | undefined)?.String?.sval ?? '';
}

/** By its words: a procedure of SQL Server and a function of Oracle need no parentheses. */
function calledNames(dialect: Exclude<Dialect, 'postgresql'>, stream: TokenStream): Called {
  const bare = dialect === 'sqlserver' || dialect === 'oracle';
  const all = stream.tokens.flatMap((token, index) =>
    stream.isName(index) && (bare || stream.is(index + 1, '(')) ? [bareName(token)] : [],
  );
  const writes = /^(?:INSERT|UPDATE|DELETE|MERGE|REPLACE|UPSERT|WITH)$/.test(stream.word(0));
  // `UPSERT t (a, b)`: the table and its columns.
  const table = stream.start(1);
  const unknown =
    writes &&
    checkCalls(dialect, stream).some(
      ({ reason, offset }) => reason !== 'sequence' && offset !== table,
    );
  return { all, unknown };
}

/** `table@link` of Oracle; a name of four parts, which begins with a server, of SQL Server. */
function otherServer(dialect: Dialect, stream: TokenStream): string | undefined {
  if (dialect === 'oracle') return stream.tokens.find(({ kind }) => kind === 'variable')?.text;
  if (dialect !== 'sqlserver') return undefined;
  for (let index = 0; index < stream.length; index += 1) {
    if (!stream.isName(index) || stream.is(index - 1, '.')) continue;
    let dots = 0;
    let at = index + 1;
    // The schema may be left out: `server.database..table`.
    while (stream.is(at, '.') || (stream.is(at - 1, '.') && stream.isName(at))) {
      if (stream.is(at, '.')) dots += 1;
      at += 1;
    }
    if (dots >= 3) return bareName(stream.tokens[index] as Token);
  }
  return undefined;
}
