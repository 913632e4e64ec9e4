import type { RunbookStep } from '../../contract/runbooks';

/** A place in a script that obviously changes something. */
export interface ChangingWord {
  /** From 0, in the script. */
  line: number;
  word: string;
}

/** Commands that change files, processes, accounts, disks or the network. */
const commands = [
  'rm|rmdir|unlink|mv|cp|dd|ln|mkdir|touch|tee|truncate|shred|rsync|chmod|chown|chgrp|chattr|setfacl',
  'kill|pkill|killall|reboot|shutdown|halt|poweroff|telinit|renice',
  'useradd|userdel|usermod|groupadd|groupdel|passwd|chpasswd|visudo',
  'mkfs(?:\\.\\w+)?|fdisk|parted|mount|umount|swapon|swapoff|lvextend|lvremove|vgremove|pvremove|resize2fs|xfs_growfs',
  'iptables|nft|ufw|firewall-cmd|setenforce|wget',
].join('|');

/** Commands that read or change, as their next words say. */
const verbs = [
  'systemctl\\s+(?:-\\S+\\s+)*(?:start|stop|restart|reload|try-restart|enable|disable|mask|unmask|kill|set-\\S+|isolate|daemon-reload|reset-failed)',
  'service\\s+\\S+\\s+(?:start|stop|restart|reload)',
  '(?:apt|apt-get|yum|dnf|zypper|pip3?|npm)\\s+(?:-\\S+\\s+)*(?:install|remove|purge|erase|update|upgrade|autoremove|clean)',
  '(?:rpm\\s+-\\S*[iUeF]|dpkg\\s+-\\S*[irP])\\S*',
  '(?:docker|podman)\\s+(?:rm|rmi|stop|kill|restart|start|run|exec|system\\s+prune|volume\\s+rm)',
  'kubectl\\s+(?:delete|apply|scale|patch|edit|drain|cordon|rollout\\s+restart)',
  '(?:sed|perl)\\s+(?:-\\S+\\s+)*-\\S*i',
  'init\\s+[0-6]',
  'sysctl\\s+-w',
  'crontab\\s+(?!-l)',
  'date\\s+-s|timedatectl\\s+set-\\S+|hwclock\\s+\\S+',
  'find\\b[^\\n;|]*\\s-delete',
  'curl\\b[^\\n;|]*\\s-X\\s*(?:POST|PUT|PATCH|DELETE)',
  'lsnrctl\\s+(?:start|stop|reload)|srvctl\\s+(?:start|stop)|pg_ctl\\s+(?:start|stop|restart|promote)',
].join('|');

/** A command stands at the start of one, or after a word that runs another. */
const before =
  '(?:^|[;&|({`"\'!]|\\$\\(|(?:^|\\s)(?:then|do|else|sudo|xargs|exec|nohup|time|env|command|-exec|-execdir|-ok))' +
  '\\s*(?:-\\S+\\s+)*(?:[\\w./-]*/)?';

const shellCommand = new RegExp(`${before}(${commands})(?=$|[\\s;&|)"'\`,])`, 'gm');
const shellVerb = new RegExp(`${before}(${verbs})(?=$|[\\s;&|)"'\`])`, 'gm');
const sql =
  /\b(drop\s+(?:table|database|index|user|schema|view|tablespace|sequence)|truncate\s+table|delete\s+from|insert\s+into|update\s+\S+\s+set|alter\s+(?:system|database|table|user|session\s+kill|tablespace|index)|(?:grant|revoke)\s+\w+[^\n]*\s(?:to|from)|shutdown\s+(?:immediate|abort|transactional))\b/gi;
const redirect = /(?<![<>&=-])&?>{1,2}(?!\s*&|\s*\/dev\/(?:null|stdout|stderr|fd\/)|[=>])[|]?/g;

const python =
  /\b(os\.(?:remove|unlink|rmdir|removedirs|renames?|replace|kill|killpg|mkdir|makedirs|chmod|chown|truncate|symlink|link)|shutil\.(?:rmtree|move|copy\w*)|open\([^)\n]*,\s*(?:mode\s*=\s*)?['"][rbt]*[wax+][^'"]*['"]|\w*\.(?:write_text|write_bytes|unlink|rmdir|rename|touch)\()/g;

const powershell =
  /\b((?:Remove|Clear|Stop|Restart|Move|Rename|Copy|Disable|Enable|Suspend|Resume|Install|Uninstall|Reset|Register|Unregister|Update|Write-EventLog|Expand|Compress|Checkpoint|Dismount|Mount|Initialize|Repair|Optimize)-(?!Variable\b|Host\b|EventLog\b(?=\s*-List))\w+|Start-(?!Sleep|Job|Transcript)\w+|Set-(?!StrictMode|Location|Variable|PSDebug)\w+|New-(?!Object|TimeSpan|Variable|Guid|CimSession\w*|PSObject)\w+|Add-(?!Type|Member)\w+|Format-Volume|Out-File|Export-\w+|Invoke-(?:Expression|Command|WmiMethod|CimMethod|WebRequest)|taskkill|net\s+(?:stop|start)|sc(?:\.exe)?\s+(?:stop|start|config|delete)|iisreset)\b/gi;

/**
 * Finds words in a script that obviously change something. What it does not find proves
 * nothing: a script that only calls another one looks harmless. It catches slips, not malice.
 */
export function findChangingWords(kind: RunbookStep['kind'], script: string): ChangingWord[] {
  if (kind === 'query') return [];
  const code = withoutComments(script);
  const bare = withoutQuoted(code);
  const found: ChangingWord[] = [];
  const search = (text: string, pattern: RegExp): void => {
    for (const match of text.matchAll(pattern)) {
      const word = (match[1] ?? match[0]).trim();
      const at = (match.index ?? 0) + match[0].length - (match[1] ?? match[0]).length;
      found.push({ line: text.slice(0, at).split('\n').length - 1, word });
    }
  };
  search(code, sql);
  switch (kind) {
    case 'shell':
      search(code, shellCommand);
      search(code, shellVerb);
      search(bare, redirect);
      break;
    case 'python':
      search(code, python);
      // Programs that it starts stand in quotes.
      search(code, shellCommand);
      search(code, shellVerb);
      break;
    case 'powershell':
      search(code, powershell);
      search(bare, redirect);
      break;
  }
  return found.sort((left, right) => left.line - right.line);
}

/** The script with comments blanked; lines stay where they are. */
function withoutComments(script: string): string {
  return script.replace(/(^|\s)#[^\n]*/g, '$1');
}

/**
 * The script with what stands in quotes and in arithmetic blanked, so that `awk '$5 > 80'` is
 * no redirection. Lines stay where they are.
 */
function withoutQuoted(script: string): string {
  const blank = (text: string): string => text.replace(/[^\n]/g, ' ');
  return script
    .replace(/'[^']*'|"(?:\\.|[^"\\])*"/g, blank)
    .replace(/\(\([\s\S]*?\)\)|\[\[[\s\S]*?\]\]/g, blank);
}
