import { familyOf } from './probe-system';
import { oneLine, valuesIn, type ProbeAnswer, type ProbeFacts } from './probe-shell';

/** Dialects of `tail`: which options follow a log through a rotation. */
export type TailKind = 'gnu' | 'busybox' | 'bsd' | 'aix' | 'solaris' | 'unknown';

export interface FoundTools {
  facts: ProbeFacts;
  /** Something that logs and runbooks need is not there. */
  lacking: boolean;
}

/** Without these no log can be followed and no runbook runs. */
const needed = ['sh', 'tail', 'stat', 'df'];
const others = ['bash', 'python', 'perl', 'gzip', 'zgrep', 'sha256sum', 'sudo', 'nice'];
const windowsNeeded = ['powershell'];
/** One does for the other. */
const instead: Record<string, readonly string[]> = {
  python: ['python3', 'python'],
  sha256sum: ['sha256sum', 'shasum'],
  powershell: ['powershell', 'pwsh'],
};

/** Reads which tools a Unix host has, and of which kind. */
export function readTools(answer: ProbeAnswer): FoundTools {
  const values = valuesIn(answer.stdout);
  const found = (tool: string): string =>
    (instead[tool] ?? [tool]).map((name) => values.get(name) ?? '').find(Boolean) ?? '';
  const wanted = [...needed, ...others];
  const facts: ProbeFacts = {
    tools: wanted
      .filter((tool) => found(tool) !== '')
      .map((tool) => found(tool).replace(/^.*\//, ''))
      .join(', '),
    missing: wanted.filter((tool) => found(tool) === '').join(', '),
  };
  if (found('tail') !== '') facts['tail'] = tailKind(answer.stdout, values.get('kernel') ?? '');
  const format = values.get('stat-format');
  if (found('stat') !== '')
    facts['stat'] = format === 'c' ? 'gnu' : format === 'f' ? 'bsd' : 'unknown';
  const family = familyOf(values.get('kernel') ?? '');
  if (family !== 'linux') facts['unproven'] = true;
  return { facts, lacking: needed.some((tool) => found(tool) === '') };
}

/** Reads which tools a Windows host has. */
export function readWindowsTools(answer: ProbeAnswer): FoundTools {
  const names = [...valuesIn(answer.stdout).keys()];
  const has = (tool: string): boolean =>
    (instead[tool] ?? [tool]).some((name) => names.includes(name));
  return {
    facts: {
      tools: oneLine(names.join(', ')),
      missing: windowsNeeded.filter((tool) => !has(tool)).join(', '),
      unproven: true,
    },
    lacking: !windowsNeeded.every(has),
  };
}

/**
 * GNU's tail names itself; BusyBox refuses `--version` with its name; the BSDs answer with a
 * usage of `[-F | -f | -r]`; AIX and Solaris know neither and are told by their kernel.
 */
function tailKind(stdout: string, kernel: string): TailKind {
  const says = [...stdout.matchAll(/^tail-says=(.*)$/gm)].map(([, line]) => line).join('\n');
  if (/GNU coreutils|uutils/.test(says)) return 'gnu';
  if (/BusyBox/.test(says)) return 'busybox';
  const family = familyOf(kernel);
  if (family === 'aix') return 'aix';
  if (family === 'solaris') return 'solaris';
  return family === 'bsd' || family === 'macos' || /-F \| -f/.test(says) ? 'bsd' : 'unknown';
}
