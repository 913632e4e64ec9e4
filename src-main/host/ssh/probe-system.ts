import { oneLine, valuesIn, type ProbeAnswer, type ProbeFacts } from './probe-shell';

/** Kinds of systems, as far as tools and commands differ. */
export type SystemFamily =
  'linux' | 'aix' | 'solaris' | 'hpux' | 'macos' | 'bsd' | 'windows' | 'unix';

/** Reads the answer to the question about the system; null when it says nothing of one. */
export function readSystem(answer: ProbeAnswer): ProbeFacts | null {
  const values = valuesIn(answer.stdout);
  // `ver` writes its line in the language of Windows: the version is all that is always there.
  const ver = /^Microsoft Windows \[[^\]]*?(\d+(?:\.\d+)+)\]/m.exec(answer.stdout);
  const kernel = values.get('kernel') ?? '';
  const caption = values.get('caption') ?? '';
  if (kernel === '' && caption === '' && !ver) return null;
  const family = ver || caption !== '' ? 'windows' : familyOf(kernel);
  const facts: ProbeFacts = { system: nameOf(family, values, ver?.[1] ?? ''), family };
  const release = values.get('release') ?? ver?.[1] ?? '';
  if (family !== 'windows') facts['kernel'] = oneLine(`${kernel} ${release}`);
  else if (release !== '') facts['release'] = oneLine(release);
  for (const name of ['machine', 'node', 'powershell'])
    if (values.get(name)) facts[name] = oneLine(values.get(name) ?? '');
  // Linux can be run here; the others were built from their documentation.
  if (family !== 'linux') facts['unproven'] = true;
  return facts;
}

/** The family that `uname -s` names. */
export function familyOf(kernel: string): SystemFamily {
  if (kernel === 'Linux') return 'linux';
  if (kernel === 'AIX') return 'aix';
  if (kernel === 'SunOS') return 'solaris';
  if (kernel === 'HP-UX') return 'hpux';
  if (kernel === 'Darwin') return 'macos';
  if (/BSD$|^DragonFly$/.test(kernel)) return 'bsd';
  return 'unix';
}

function nameOf(family: SystemFamily, values: Map<string, string>, ver: string): string {
  const text = (name: string): string => values.get(name) ?? '';
  const kernel = `${text('kernel')} ${text('release')}`;
  const names: Record<SystemFamily, string> = {
    linux: text('PRETTY_NAME') || text('redhat') || kernel,
    aix: `AIX ${text('oslevel') || text('release')}`,
    solaris: text('solaris') || kernel,
    hpux: kernel,
    macos: text('macos') ? `macOS ${text('macos')}` : kernel,
    bsd: text('PRETTY_NAME') || kernel,
    windows: text('caption') || `Microsoft Windows ${ver}`,
    unix: text('PRETTY_NAME') || kernel,
  };
  return oneLine(names[family]);
}
