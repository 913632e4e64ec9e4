import type { SshTestStep } from '../../../src-main/contract/index';

/** One line of what a step found: an i18n key below `ssh:fact` with its parameters. */
export interface FactLine {
  key: string;
  params: Record<string, string | number>;
  /** Parameters that are themselves keys, with their namespace. */
  words?: Record<string, string>;
  /** Worth reading although the step did not fail. */
  warn?: boolean;
  mono?: boolean;
}

/** Below half a second nobody's reading of a log changes. */
const sameClockMs = 500;

/** What a step found, in lines for people; server's words in them are hostile text. */
export function factLines({ step, facts, state }: SshTestStep): FactLine[] {
  const text = (name: string): string => String(facts[name] ?? '');
  const has = (name: string): boolean => text(name) !== '' && facts[name] !== false;
  const lines: FactLine[] = [];
  const add = (name: string, key: string, more: Omit<Partial<FactLine>, 'key'> = {}): void => {
    if (has(name)) lines.push({ key, params: { value: text(name) }, ...more });
  };
  const unexpected = state === 'warning';
  switch (step) {
    case 'name':
      add('address', 'address', { mono: true });
      add('resolvedBy', 'resolvedBy');
      break;
    case 'connect':
      add('latencyMs', 'latency');
      break;
    case 'host-key':
      if (has('fingerprint'))
        lines.push({
          key: 'hostKey',
          params: { type: text('type'), fingerprint: text('fingerprint') },
          mono: true,
        });
      if (facts['source'] !== 'fieldbench') add('source', 'knownFrom');
      break;
    case 'login':
      if (has('method'))
        lines.push({
          key: 'method',
          params: {},
          words: { method: `ssh:method.${text('method')}` },
        });
      add('server', 'server', { mono: true });
      add('banner', 'banner');
      break;
    case 'session':
      if (has('shell') && text('shell') !== 'none')
        lines.push({
          key: has('shellName') ? 'shellNamed' : 'shell',
          params: { name: text('shellName') },
          words: { shell: `ssh:shell.${text('shell')}` },
        });
      add('noise', 'noise', { warn: true });
      if (unexpected) add('says', 'says', { warn: true });
      break;
    case 'system':
      add('system', 'system');
      if (has('kernel'))
        lines.push({ key: 'kernel', params: { kernel: text('kernel'), machine: text('machine') } });
      add('powershell', 'powershell');
      add('says', 'says', { warn: true });
      break;
    case 'tools':
      add('tools', 'tools');
      add('missing', 'missing', { warn: unexpected });
      if (has('tail'))
        lines.push({ key: 'tail', params: {}, words: { kind: `ssh:toolKind.${text('tail')}` } });
      break;
    case 'locale':
      if (facts['plain'] === true) lines.push({ key: 'plainLocale', params: {} });
      else if (has('charmap'))
        lines.push({
          key: has('locale') ? 'locale' : 'codePage',
          params: { locale: text('locale'), charmap: text('charmap') },
        });
      if (has('better'))
        lines.push({
          key: 'betterEncoding',
          params: {},
          words: {
            endpoint: `systems:encoding.${text('endpoint')}`,
            better: `systems:encoding.${text('better')}`,
          },
          warn: true,
        });
      break;
    case 'clock':
      lines.push(...clockLines(facts, unexpected));
      add('zone', 'zone');
      break;
    case 'sudo':
      if (facts['works'] === true) lines.push({ key: 'sudoWorks', params: {} });
      else if (has('sudo'))
        lines.push({
          key: 'sudo',
          params: {},
          words: { state: `ssh:sudo.${text('sudo')}` },
          warn: unexpected,
        });
      if (has('expected'))
        lines.push({
          key: 'sudoExpected',
          params: {},
          words: { expected: `systems:sudo.${text('expected')}` },
          warn: true,
        });
      break;
    case 'sftp':
      add('home', 'home', { mono: true });
      break;
  }
  return lines;
}

function clockLines(facts: SshTestStep['facts'], warn: boolean): FactLine[] {
  const offset = facts['offsetMs'];
  if (offset === undefined) return [];
  if (typeof offset !== 'number') return [{ key: 'clockUnknown', params: {}, warn: true }];
  const error = seconds(Number(facts['errorMs'] ?? 0));
  if (Math.abs(offset) < sameClockMs) return [{ key: 'clockSame', params: { error } }];
  return [
    {
      key: offset > 0 ? 'clockAhead' : 'clockBehind',
      params: { seconds: seconds(Math.abs(offset)), error },
      warn,
    },
  ];
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(milliseconds < 100 ? 3 : 1);
}
