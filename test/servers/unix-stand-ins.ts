import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Stand-ins for the tools of AIX and Solaris, written after their manuals (AIX 7.2 commands
 * reference; Oracle Solaris 10 and 11.4 man pages), because no such machine can run here. They
 * are strict: an option the manual does not have is refused, as there. What is tested with them
 * is unproven on the real systems.
 */

/** Refuses options that are not in the manual; `$real` is the tool of this machine. */
function strict(real: string, options: string, body = 'exec $real "$@"'): string {
  return `#!/bin/sh
real=${real}
words="$*"
seen() { case "$words" in *"$1"*) true ;; *) false ;; esac; }
OPTIND=1
while getopts '${options}' o "$@"; do
  case $o in '?') echo "$0: illegal option" >&2; exit 2 ;; esac
done
case " $* " in *' --'[a-z]*) echo "$0: illegal option" >&2; exit 2 ;; esac
${body}
`;
}

/** `-b` of both systems gives the number of the 512-byte block, not the byte. */
const grep = strict(
  '/usr/bin/grep',
  'bcEFe:f:hilnqsvwx',
  `blocks=
for word in "$@"; do case $word in -e) break ;; -*b*) blocks=1 ;; esac; done
if [ "$blocks" ]; then
  $real "$@" | /usr/bin/awk -F: -v OFS=: '{ $1 = int($1 / 512); print }'
else exec $real "$@"; fi`,
);

/** awk takes no line that is longer than LINE_MAX, and knows ENVIRON. */
const awk = strict('/usr/bin/awk', 'F:v:f:');
/** Neither xargs knows zero bytes. */
const xargs = strict('/usr/bin/xargs', 'tpn:s:I:L:E:x');
const cut = strict('/usr/bin/cut', 'b:c:f:d:ns');
/** Solaris: only the number of lines; AIX also bytes. */
const headSolaris = strict('/usr/bin/head', 'n:');
const headAix = strict('/usr/bin/head', 'n:c:');
const ls = strict('/bin/ls', 'RadLCxmlnogrtucpFbqisf1AHe');

function uname(kernel: string): string {
  return `#!/bin/sh\ncase $1 in -s|'') echo ${kernel} ;; *) echo unknown ;; esac\n`;
}

/** dd of Solaris reads what it skips with \`skip\`; \`iseek\` seeks. */
const ddSolaris = `#!/bin/sh
for word in "$@"; do shift; case $word in iseek=*) word=skip=\${word#iseek=} ;; esac; set -- "$@" "$word"; done
exec /usr/bin/dd "$@"
`;

/** Tools by name; those that are not here and not in {@link plainTools} do not exist there. */
const standIns: Record<'aix' | 'solaris', Record<string, string>> = {
  aix: { grep, awk, xargs, cut, ls, head: headAix, uname: uname('AIX') },
  solaris: {
    grep,
    nawk: awk,
    xargs,
    cut,
    ls,
    head: headSolaris,
    uname: uname('SunOS'),
    dd: ddSolaris,
  },
};

/** Tools that are there as here. There is no \`stat\` and no \`timeout\`; perl comes with both. */
const plainTools = [
  'sh',
  'dd',
  'tail',
  'cat',
  'sort',
  'gzip',
  'perl',
  'nice',
  'sleep',
  'kill',
  'sed',
];

const busyboxTools = (
  'awk cat cut dd grep gzip head kill ls nice printf sed setsid sh sleep sort stat tail test ' +
  'timeout true uname wc xargs zcat'
).split(' ');

/** Fills a new folder with the tools of a kind of host, which is all that its PATH has to name. */
export function makeTools(
  folder: string,
  kind: 'busybox' | 'aix' | 'solaris' | readonly string[],
  texts: Record<string, string> = {},
): void {
  mkdirSync(folder);
  const plain = kind === 'busybox' ? busyboxTools : typeof kind === 'string' ? plainTools : kind;
  for (const name of plain)
    symlinkSync(find(kind === 'busybox' ? 'busybox' : name), join(folder, name));
  const own = kind === 'aix' || kind === 'solaris' ? standIns[kind] : {};
  for (const [name, text] of Object.entries({ ...own, ...texts })) {
    rmSync(join(folder, name), { force: true });
    writeFileSync(join(folder, name), text, { mode: 0o755 });
  }
}

function find(tool: string): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, tool);
    if (existsSync(path)) return path;
  }
  throw new Error(`There is no ${tool} on this machine.`);
}
