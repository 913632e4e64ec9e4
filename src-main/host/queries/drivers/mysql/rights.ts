import type { DatabaseSession, LoginRights } from '../port';

/** Privileges that only read or only look (MySQL, "Privileges Provided by MySQL"; MariaDB, "GRANT"). */
const reading = new Set([
  'USAGE',
  'SELECT',
  'SHOW VIEW',
  'SHOW DATABASES',
  'PROCESS',
  'REPLICATION CLIENT',
  'BINLOG MONITOR',
  'SLAVE MONITOR',
  'REPLICA MONITOR',
  'REPLICATION SLAVE ADMIN',
  'SHOW_ROUTINE',
  'SHOW CREATE ROUTINE',
]);

/** What the login was granted beyond reading, by itself or by the roles it has now. */
export async function rightsOf(session: DatabaseSession): Promise<LoginRights> {
  const grants = await session.ask('SHOW GRANTS');
  const rights = new Set<string>();
  let all = false;
  for (const [grant] of grants) {
    const [, words = '', scope = ''] = /^GRANT (.+?) ON (\S+) TO /s.exec(grant ?? '') ?? [];
    const everywhere = scope === '*.*';
    for (const privilege of privilegesOf(words)) {
      if (privilege === 'ALL PRIVILEGES') {
        if (everywhere) all = true;
        else rights.add(`${privilege} (${scope})`);
      } else if (!reading.has(privilege))
        rights.add(everywhere ? privilege : `${privilege} (${scope})`);
    }
    if (/ WITH .*GRANT OPTION/s.test(grant ?? '')) rights.add('GRANT OPTION');
  }
  const superuser = all || rights.has('SUPER');
  const [variable] = await session.ask(
    "SHOW SESSION VARIABLES WHERE Variable_name IN ('tx_read_only', 'transaction_read_only')",
  );
  return {
    rights: all ? ['ALL PRIVILEGES'] : [...rights],
    superuser,
    readOnlyDefault: variable?.[1] === 'ON',
  };
}

/** The privileges of a grant, without the columns some are limited to. */
function privilegesOf(words: string): string[] {
  return words
    .replace(/\([^)]*\)/g, '')
    .split(',')
    .map((word) => word.trim().toUpperCase())
    .filter((word) => word !== '');
}
