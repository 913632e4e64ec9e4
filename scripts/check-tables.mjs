/**
 * "Only x/store.ts names x's tables" (ARCHITECTURE, rule 4), which no linter can say.
 *
 * The tables are those the migrations create. A table may be named in SQL, besides the
 * migrations, by one owner only: the store of one feature of the host (`store.ts`, or
 * `notes-store.ts` where one file would be too long), or one module of kit. SQL is recognised
 * inside string literals by its upper-case keywords.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const createTable = /\bCREATE\s+(?:VIRTUAL\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?["`[]?(\w+)/g;
const tableUse = /\b(?:FROM|JOIN|INTO|UPDATE|TABLE|REFERENCES)\s+["`[]?(\w+)/g;
const storeFile = /^src-main\/host\/([^/]+)\/(?:[\w-]+-)?store\.ts$/;
const kitFile = /^src-main\/kit\/.+\.ts$/;

/** TypeScript files below `folder`, tests left out, as paths relative to `root` with slashes. */
function sourceFiles(root, folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .filter((entry) => !/\.(test|soak|d)\.ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .map((file) => file.split(sep).join('/'))
    .sort();
}

/** The source without its comments: prose may well speak of tables. */
function withoutComments(source) {
  // A string is passed over whole, so that `//` inside one is not taken for a comment.
  const token = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[^])*`|\/\*[^]*?\*\/|\/\/.*/g;
  return source.replace(token, (found) => (found.startsWith('/') ? ' ' : found));
}

function matches(pattern, text) {
  return [...text.matchAll(pattern)].map((match) => match[1]);
}

/** Who may name tables in this file: a feature's store or a module of kit; undefined: nobody. */
function ownerOf(file) {
  const store = storeFile.exec(file);
  if (store) return `host/${store[1]}`;
  return kitFile.test(file) ? file.replace('src-main/', '') : undefined;
}

/** Every breach of the rule below `root`, as sentences `file: what`. */
export function findTableViolations(root) {
  const isMigration = (file) => file.startsWith('src-main/host/migrations/');
  const files = [...sourceFiles(root, 'src-main/kit'), ...sourceFiles(root, 'src-main/host')];
  const read = (file) => withoutComments(readFileSync(join(root, file), 'utf8'));
  const tables = new Set(
    files.filter(isMigration).flatMap((file) => matches(createTable, read(file))),
  );
  const owners = new Map();
  const violations = [];
  for (const file of files.filter((name) => !isMigration(name))) {
    const owner = ownerOf(file);
    for (const table of new Set(matches(tableUse, read(file)).filter((name) => tables.has(name)))) {
      if (!owner) {
        violations.push(`${file}: names the table ${table}; only its feature's store.ts may.`);
      } else if (owners.has(table) && owners.get(table).owner !== owner) {
        const other = owners.get(table).file;
        violations.push(`${file}: names the table ${table}, which belongs to ${other}.`);
      } else if (!owners.has(table)) {
        owners.set(table, { owner, file });
      }
    }
  }
  return violations;
}
