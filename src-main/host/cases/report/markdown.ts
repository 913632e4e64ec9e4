import {
  provenanceLines,
  summaryLines,
  visibleText,
  type ReportData,
  type ReportEvidence,
} from './collect';
import { statementsOf } from './result-lines';
import type { ReportTexts } from './texts';
import { formatTime } from './time';

/** A case as Markdown. Log lines and cells stand in code blocks and tables as text, whatever they contain. */
export function renderMarkdown(data: ReportData, texts: ReportTexts): string {
  const parts = [
    `# ${inline(data.case.number)} ${inline(data.case.title)}`,
    `## ${texts.summary}`,
    summaryLines(data, texts)
      .map(([label, value]) => `- ${label}: ${inline(value)}`)
      .join('\n'),
  ];
  if (data.case.reportedWords !== '')
    parts.push(`## ${texts.reportedWords}`, quote(data.case.reportedWords.trimEnd()));
  if (data.notes.length > 0) parts.push(`## ${texts.notes}`);
  for (const note of data.notes) {
    parts.push(
      `### ${inline(note.title || texts.note)} (${formatTime(note.createdAt)})`,
      visibleText(note.text),
    );
  }
  if (data.evidence.length > 0) parts.push(`## ${texts.evidence}`);
  for (const piece of data.evidence) parts.push(...evidenceParts(piece, texts));
  parts.push(`## ${texts.timeline}`, timeline(data, texts));
  return `${parts.join('\n\n')}\n`;
}

function evidenceParts(piece: ReportEvidence, texts: ReportTexts): string[] {
  const { evidence, verified, content } = piece;
  const parts = [
    `### E${evidence.ordinal} ${inline(evidence.title)}`,
    verified ? texts.intact : `**${texts.damaged}**`,
  ];
  if (evidence.remark !== '') parts.push(`${texts.remark}: ${inline(evidence.remark)}`);
  if (piece.redacted) parts.push(`_${texts.redacted(piece.redacted.hits)}_`);
  for (const { label, sql, parameters } of statementsOf(evidence.provenance, texts)) {
    parts.push(`${label}:`, fence(sql, 'sql'));
    if (parameters !== '') parts.push(fence(parameters));
  }
  switch (content.kind) {
    case 'text':
      parts.push(fence(content.text));
      if (content.clipped)
        parts.push(`_${texts.clippedLines(content.text.split('\n').length, piece.totalLines)}_`);
      break;
    case 'rows':
      parts.push(rowTable(content, texts));
      if (content.rows.length < content.total)
        parts.push(`_${texts.clippedRows(content.rows.length, content.total)}_`);
      break;
    case 'binary':
      parts.push(texts.binary(inline(content.mediaType), evidence.bytes));
      break;
  }
  parts.push(
    `#### ${texts.provenance}`,
    provenanceLines(piece, texts)
      .map(([label, value]) => `- ${label}: ${code(value)}`)
      .join('\n'),
  );
  return parts;
}

function rowTable(
  { columns, rows, severities }: Extract<ReportEvidence['content'], { kind: 'rows' }>,
  texts: ReportTexts,
): string {
  const told = severities.some((one) => one !== null);
  const word = (at: number): string => {
    const level = severities[at]?.level;
    return level ? texts.severities[level] : '';
  };
  return table(
    [...(told ? [texts.severity] : []), ...columns.map(({ name }) => name)],
    rows.map((row, at) => [...(told ? [word(at)] : []), ...row.map((cell) => cell ?? 'NULL')]),
  );
}

function timeline(data: ReportData, texts: ReportTexts): string {
  return table(
    [texts.time, texts.event],
    data.timeline.map((entry) => [formatTime(entry.at), texts.happened(entry)]),
  );
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.map(inline).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Text on one line that Markdown takes as text. */
function inline(text: string): string {
  return visibleText(text.replace(/\s*\r?\n\s*/g, ' ↵ ')).replace(/[\\`*_{}[\]<>#|~$&]/g, '\\$&');
}

/** A code span that holds any number of backticks. */
function code(text: string): string {
  const flat = visibleText(text.replace(/\s*\r?\n\s*/g, ' ↵ '));
  const ticks = '`'.repeat(longestRun(flat) + 1);
  return `${ticks} ${flat} ${ticks}`;
}

/** A code block whose fence is longer than any run of backticks in it. */
function fence(text: string, language = 'text'): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}${language}\n${visibleText(text)}\n${ticks}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

function quote(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => `> ${inline(line)}`)
    .join('  \n');
}
