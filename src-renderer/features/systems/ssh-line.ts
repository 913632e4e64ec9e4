/** Where an SSH login goes. */
export interface SshLine {
  username: string;
  host: string;
  port: number;
}

/**
 * Reads what people copy: `user@host`, `user@host:2222`, `user@[2001:db8::1]:22`,
 * `ssh://user@host:22`, `ssh -p 2222 user@host`. Null when it is none of these.
 */
export function parseSshLine(line: string): SshLine | null {
  let text = line
    .trim()
    .replace(/^ssh:\/\//, '')
    .replace(/\/$/, '')
    .replace(/^ssh\s+/, '');
  let port = 22;
  const option = /(?:^|\s)-p\s*(\d+)(?=\s|$)/.exec(text);
  if (option) {
    port = Number(option[1]);
    text = text.replace(option[0], ' ').trim();
  }
  const found = /^([^\s@]+)@(\[[0-9A-Fa-f:.]+\]|[^\s@:[\]/]+)(?::(\d+))?$/.exec(text);
  const [, username, host, suffix] = found ?? [];
  if (!username || !host) return null;
  if (suffix !== undefined) port = Number(suffix);
  if (port < 1 || port > 65_535) return null;
  return { username, host: host.replace(/^\[|\]$/g, ''), port };
}
