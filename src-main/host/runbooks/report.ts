import { auditHeadText, type AuditHead } from '../../contract/audit';
import type { ErrorParams } from '../../contract/errors';
import type { HostRun, Run, StepRun } from '../../contract/runbooks';
import type { Failure } from '../../contract/ssh';
import { inLanguage, runReportTexts, type ReportLanguage } from './report-texts';

/** What a report is made of. */
export interface ReportParts {
  run: Run;
  language: ReportLanguage;
  /** Where this device's audit chain stood when the report was made. */
  auditHead: AuditHead;
  /** Words of a failure, in the report's language. */
  explain: (code: string, params: ErrorParams) => string;
}

const worst = ['failed', 'unknown', 'cancelled', 'running', 'waiting', 'done'];

/** The report of a run as Markdown: hosts by steps, failures first, excerpts of output, hashes. */
export function runReport(parts: ReportParts): { fileName: string; text: string } {
  const { run, language } = parts;
  const texts = runReportTexts(language);
  const hosts = [...run.hosts].sort(
    (left, right) => worst.indexOf(left.state) - worst.indexOf(right.state),
  );
  const title = inLanguage(run.title, language);
  const time = (at: number | null): string => (at === null ? '—' : localTime(at));
  const counts: Record<string, number> = {};
  for (const { state } of hosts) counts[state] = (counts[state] ?? 0) + 1;
  const stepName = (step: number): string => {
    const name = run.stepNames[step];
    return `${step + 1}. ${name ? inLanguage(name, language) : ''}`;
  };
  const facts: [string, string][] = [
    [texts.runbook, `${title} (${run.runbookId})`],
    [texts.version, String(run.version)],
    ...(run.dryRun ? [[texts.dryRun, texts.yes] as [string, string]] : []),
    [texts.state, texts.states[run.state] ?? run.state],
    [texts.started, time(run.startedAt)],
    [texts.ended, time(run.endedAt)],
    [texts.startedBy, texts.startedByWhom[run.startedBy]],
    ...(run.changeId === '' ? [] : [[texts.change, run.changeId] as [string, string]]),
    ...(run.reason === '' ? [] : [[texts.reason, run.reason] as [string, string]]),
    ...Object.entries(run.parameters).map(([name, value]): [string, string] => [
      `${texts.parameters}${texts.colon}${name}`,
      value,
    ]),
    [texts.file, run.sha256],
    [texts.transcript, run.transcriptSha256 ?? '—'],
    [texts.auditHead, auditHeadText(parts.auditHead)],
  ];
  const columns = run.stepNames.map((_name, index) => stepName(index));
  const lines = [
    `# ${texts.run}${texts.colon}${inline(title)}`,
    '',
    texts.summary(counts, hosts.length),
    '',
    ...table(['', ''], facts),
    '',
    `## ${texts.hosts}`,
    '',
    ...table(
      [texts.host, texts.environment, texts.state, ...columns],
      hosts.map((host) => [
        host.name,
        texts.environments[host.environment] ?? host.environment,
        texts.states[host.state] ?? host.state,
        ...host.steps.map((step) => cellOf(step, texts)),
      ]),
    ),
    '',
    `## ${texts.details}`,
    ...hosts.flatMap((host) => hostSection(host, parts, stepName)),
    '',
  ];
  return { fileName: fileName(run), text: lines.join('\n') };
}

type Texts = ReturnType<typeof runReportTexts>;

function cellOf(step: StepRun, texts: Texts): string {
  const exit = step.exitCode === null ? (step.signal ?? '') : `${texts.exit} ${step.exitCode}`;
  const took =
    step.startedAt !== null && step.endedAt !== null
      ? texts.seconds(step.endedAt - step.startedAt)
      : '';
  return [texts.states[step.state] ?? step.state, exit, took].filter((text) => text).join(' · ');
}

function hostSection(
  host: HostRun,
  { language, explain }: ReportParts,
  stepName: (step: number) => string,
): string[] {
  const texts = runReportTexts(language);
  const lines = ['', `### ${inline(host.name)} (${inline(host.host)})`];
  // What a host said may stand in it.
  const cause = ({ code, params }: Failure): string =>
    `${texts.cause}${texts.colon}${inline(explain(code, params))}`;
  const direct = host.error && !host.steps.some(({ error }) => error?.code === host.error?.code);
  if (host.error && direct) lines.push('', cause(host.error));
  const all = [
    ...host.steps.map((step) => ({ step, what: stepName(step.step) })),
    ...host.rollback.map((step) => ({
      step,
      what: `${texts.rollback}${texts.colon}${stepName(step.step)}`,
    })),
  ];
  for (const { step, what } of all) {
    if (step.state === 'waiting' || step.state === 'skipped') continue;
    lines.push('', `**${inline(what)}**${texts.colon}${cellOf(step, texts)}`);
    if (step.error) lines.push('', cause(step.error));
    if (step.state === 'unknown') lines.push('', texts.unknownNote);
    lines.push('', `${texts.command}${texts.colon}`.trimEnd(), '', ...fenced(step.command));
    if (step.output.trim() !== '')
      lines.push('', `${texts.lastOutput}${texts.colon}`.trimEnd(), '', ...fenced(step.output));
    else if (step.state !== 'shown') lines.push('', texts.noOutput);
    if (step.outputCut) lines.push('', texts.cut);
  }
  return lines;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(inline).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)];
}

/** Text of somebody else inside a line: no Markdown, no HTML, no control characters. */
function inline(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f]+/g, ' ')
      .replace(/[\\`*_{}[\]<>|#]/g, '\\$&')
  );
}

/** A block that its content cannot end. Escape sequences of terminals are left out. */
function fenced(text: string): string[] {
  const plain = text
    // eslint-disable-next-line no-control-regex
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .trimEnd();
  const longest = Math.max(2, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, plain, fence];
}

/** `2026-11-22 20:18:13 +08:00`: the device's time, with its offset. */
function localTime(at: number): string {
  const date = new Date(at);
  const offset = -date.getTimezoneOffset();
  const shifted = new Date(at + offset * 60_000).toISOString();
  const two = (value: number): string => String(value).padStart(2, '0');
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)} ${zone}`;
}

function fileName({ runbookId, startedAt }: Run): string {
  const time = localTime(startedAt).slice(0, 19).replace(/[: ]/g, '-');
  return `${runbookId}-${time}.md`;
}
