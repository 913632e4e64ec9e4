import { auditHeadText, type AuditHead } from '../../../contract/audit';
import type { Case, Evidence, EvidenceContent, Note, TimelineEntry } from '../../../contract/cases';
import type { CasePlace } from '../service';
import type { LogProvenance } from '../../../contract/log-evidence';
import { resultLines } from './result-lines';
import { formatTime } from './time';
import type { ReportTexts } from './texts';

/** Byte ranges of a file that a document lists. */
const shownRanges = 50;

/** What a document says of a piece of evidence. */
export interface ReportEvidence {
  evidence: Evidence;
  verified: boolean;
  content: EvidenceContent['content'];
  /** What was changed of it before it left; null: nothing. */
  redacted: { hits: number; sha256: string | null } | null;
  /** Lines of the text altogether. */
  totalLines: number;
}

/** Everything a document is made from; making it reads nothing else. */
export interface ReportData {
  case: Case;
  place: CasePlace | null;
  notes: Note[];
  evidence: ReportEvidence[];
  timeline: TimelineEntry[];
  exportedAt: number;
  engineer: string;
  /** Where this device's audit chain stood: rows before it can be proved unchanged by it. */
  auditHead: AuditHead;
}

/** Control characters and marks that change the direction of text. */
const invisible =
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g;

/** Makes what would be invisible or would act on a terminal visible, e.g. `⟨U+202E⟩`. */
export function visibleText(text: string): string {
  return text.replace(
    invisible,
    (found) => `⟨U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}

/** Label and value of each line of the summary. */
export function summaryLines(data: ReportData, texts: ReportTexts): [string, string][] {
  const { place } = data;
  const system = place
    ? `${place.system} (${[place.platform, place.version, texts.environments[place.environment] ?? ''].filter((part) => part !== '').join(', ')})`
    : texts.none;
  return [
    [texts.number, data.case.number],
    [texts.status, texts.statuses[data.case.status] ?? data.case.status],
    [texts.priority, data.case.priority],
    [texts.customer, place?.customer ?? texts.none],
    [texts.site, place?.site ?? texts.none],
    [texts.system, system],
    [texts.reporter, data.case.reporter || texts.none],
    [texts.created, formatTime(data.case.createdAt)],
    [texts.exported, formatTime(data.exportedAt)],
    ...(data.engineer === '' ? [] : [[texts.engineer, data.engineer] as [string, string]]),
    [texts.auditHead, auditHeadText(data.auditHead)],
  ];
}

/** Label and value of everything known about where a piece of evidence came from. */
export function provenanceLines(
  { evidence, redacted }: ReportEvidence,
  texts: ReportTexts,
): [string, string][] {
  const { provenance } = evidence;
  const lines: [field: string, value: string | number | null][] = [
    ['capturedAt', formatTime(evidence.capturedAt)],
    ['clockOffset', evidence.clockOffsetMs],
  ];
  switch (provenance.kind) {
    case 'log':
      lines.push(
        ['system', provenance.system],
        ['environment', texts.environments[provenance.environment] ?? provenance.environment],
        ['host', provenance.host],
        ['path', provenance.path],
        ['inode', provenance.inode],
        [
          'byteRange',
          provenance.byteFrom === null || provenance.byteTo === null
            ? null
            : `${provenance.byteFrom}–${provenance.byteTo}`,
        ],
        ['lines', provenance.lines],
        ['encoding', provenance.encoding],
        ['filter', provenance.filter],
        ['format', provenance.format ?? null],
        ['logClock', provenance.clockOffsetMs || null],
        ['command', provenance.command],
        ['origins', originsText(provenance)],
      );
      break;
    case 'result':
      lines.push(...resultLines(provenance, texts));
      break;
    case 'transcript':
      lines.push(
        ['transcriptOrigin', texts.transcriptOrigins[provenance.origin]],
        ['system', provenance.system],
        ['environment', texts.environments[provenance.environment] ?? provenance.environment],
        ['host', provenance.hosts.join(', ')],
        ['username', provenance.username],
        ['began', formatTime(provenance.startedAt)],
        ['ended', provenance.endedAt === null ? null : formatTime(provenance.endedAt)],
        ['format', provenance.format],
        [
          'wholeSha256',
          provenance.wholeSha256 === provenance.sha256 ? null : provenance.wholeSha256,
        ],
      );
      break;
    case 'file':
      lines.push(['name', provenance.name], ['mediaType', provenance.mediaType]);
      if (provenance.origin) {
        const { system, environment, host, path, username, changedAt } = provenance.origin;
        lines.push(
          ['system', system],
          ['environment', texts.environments[environment] ?? environment],
          ['host', host],
          ['path', path],
          ['username', username],
          ['changedAt', changedAt === null ? null : formatTime(changedAt)],
        );
      }
      break;
    case 'remark':
      break;
  }
  lines.push(['bytes', evidence.bytes], ['sha256', evidence.sha256]);
  if (redacted) lines.push(['redacted', redacted.hits], ['redactedSha256', redacted.sha256]);
  return lines
    .filter(([, value]) => value !== null && value !== '')
    .map(([field, value]) => [texts.fields[field] ?? field, String(value)]);
}

/** Files of log evidence and the ranges taken of each; null where there is one range only. */
function originsText({ files, parts }: LogProvenance): string | null {
  if (!files || !parts || parts.length < 2) return null;
  return files
    .map(({ host, path, entry, inode }, file) => {
      const ranges = parts
        .filter(([of]) => of === file)
        .map(([, from, bytes]) => (from === null ? `(${bytes})` : `${from}–${from + bytes}`));
      const shown = ranges.slice(0, shownRanges);
      const more = ranges.length > shown.length ? ` … (${ranges.length})` : '';
      const name = entry === undefined ? path : `${path} › ${entry}`;
      return `${host}:${name}${inode === null ? '' : ` #${inode}`} ${shown.join(', ')}${more}`;
    })
    .join('\n');
}
