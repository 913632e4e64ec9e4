import { parseProxy, proxyText } from './proxy';

/** What a `ProxyCommand` does, where it is one of the usual ones. */
export type ProxyWay =
  /** Through an SSH host, as `ProxyJump` would name it. */
  | { kind: 'jump'; jump: string }
  /** Through a proxy: its address, as an inventory file has it. */
  | { kind: 'proxy'; proxy: string };

/** Options of ssh(1) that take a value and do not matter here. */
const ssh = { value: 'BbcDEeFIiLmoOQRSw', port: 'p', user: 'l' } as const;

/**
 * Recognises the proxy commands that people use: `ssh -W %h:%p HOST`, `ssh HOST nc %h %p`, and
 * nc, ncat, connect and corkscrew with a proxy. What does anything more is not guessed at.
 *
 * @returns null for every other command
 */
export function readProxyCommand(words: readonly string[]): ProxyWay | null {
  const [program = '', ...rest] = words[0] === 'exec' ? words.slice(1) : words;
  const name = program.replace(/^.*[/\\]/, '').replace(/\.exe$/i, '');
  switch (name) {
    case 'ssh':
      return readSsh(rest);
    case 'nc':
    case 'ncat':
    case 'netcat':
      return readNetcat(rest);
    case 'connect':
    case 'connect-proxy':
      return readConnect(rest);
    case 'corkscrew': {
      const [host = '', port = '', ...target] = rest;
      return isTarget(target) ? proxyOf('http', `${host}:${port}`) : null;
    }
    default:
      return null;
  }
}

function readSsh(words: readonly string[]): ProxyWay | null {
  const queue = [...words];
  let host = '';
  let port = '';
  let user = '';
  let forwards = false;
  const remote: string[] = [];
  while (queue.length > 0) {
    const word = queue.shift() ?? '';
    if (host !== '' && !word.startsWith('-')) {
      remote.push(word, ...queue.splice(0));
      continue;
    }
    if (!word.startsWith('-')) {
      host = word;
      continue;
    }
    const option = word.charAt(1);
    const value = (): string => (word.length > 2 ? word.slice(2) : (queue.shift() ?? ''));
    if (option === 'W') {
      if (!/^\[?%h\]?:%p$/.test(value())) return null;
      forwards = true;
    } else if (option === 'J') return null;
    else if (option === ssh.port) port = value();
    else if (option === ssh.user) user = value();
    else if (ssh.value.includes(option)) value();
  }
  const netcat = /(^|\/)(nc|ncat|netcat)$/.test(remote[0] ?? '');
  const piped = netcat && isTarget(remote.slice(1).filter((word) => !/^-[qwv0-9]/.test(word)));
  if (host === '' || (forwards ? remote.length > 0 : !piped)) return null;
  const login = host.includes('@') || user === '' ? host : `${user}@${host}`;
  return { kind: 'jump', jump: port === '' ? login : `${login}:${port}` };
}

function readNetcat(words: readonly string[]): ProxyWay | null {
  let address = '';
  let type = '5';
  const target: string[] = [];
  const queue = [...words];
  while (queue.length > 0) {
    const word = queue.shift() ?? '';
    if (word === '-x' || word === '--proxy') address = queue.shift() ?? '';
    else if (word === '-X' || word === '--proxy-type') type = queue.shift() ?? '';
    else if (word.startsWith('--proxy=')) address = word.slice('--proxy='.length);
    else if (word.startsWith('--proxy-type=')) type = word.slice('--proxy-type='.length);
    else if (word === '-w' || word === '-q') queue.shift();
    else if (!/^-[v46]+$/.test(word)) target.push(word);
  }
  if (!isTarget(target)) return null;
  if (/^(connect|http)$/i.test(type)) return proxyOf('http', address);
  // OpenBSD's nc takes SOCKS 5 when no type is given.
  return /^(5|socks5)$/i.test(type) ? proxyOf('socks5', address) : null;
}

function readConnect(words: readonly string[]): ProxyWay | null {
  const [option = '', address = '', ...target] = words;
  if (!isTarget(target)) return null;
  if (option === '-H') return proxyOf('http', address);
  return option === '-S' ? proxyOf('socks5', address) : null;
}

function isTarget(words: readonly string[]): boolean {
  return words.length === 2 && words[0] === '%h' && words[1] === '%p';
}

function proxyOf(kind: 'http' | 'socks5', address: string): ProxyWay | null {
  const proxy = address === '' ? null : parseProxy(`${kind}://${address}`);
  return proxy === null || proxy === 'password' ? null : { kind: 'proxy', proxy: proxyText(proxy) };
}
