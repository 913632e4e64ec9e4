import type { AuditHead } from '../../../contract/audit';
import { AppError } from '../../../contract/errors';
import type { AuditService } from '../../audit/index';
import type { OpenProfile } from '../../profile/index';
import type { SettingsService } from '../../settings/index';
import type { Evidence, EvidenceContent, Provenance, TimelineEntry } from '../../../contract/cases';
import type { LogProvenance } from '../../../contract/log-evidence';
import type { BlobStore } from '../../../kit/blob-store';
import { contentOf, isText, linesOf, textLines } from '../content';
import { redactedPieces, Redactor } from '../redaction';
import type { CasesService } from '../service';
import type { ReportData, ReportEvidence } from './collect';
import { renderHtml } from './html';
import { renderMarkdown } from './markdown';
import { reportTexts, type ReportLanguage } from './texts';

/** So much of each piece of evidence stands in a document; the store keeps the whole. */
const shownLines = 2000;

/** Formats that can be written today, by what the command line calls them. */
const reportFormats = ['md', 'html'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface Report {
  fileName: string;
  text: string;
}

/** Cases as documents for people who have no FieldBench. What is written is in clear. */
export class ReportService {
  private readonly profile: OpenProfile;
  private readonly cases: CasesService;
  private readonly settings: SettingsService;
  private readonly audit: AuditService;

  constructor(
    profile: OpenProfile,
    cases: CasesService,
    settings: SettingsService,
    audit: AuditService,
  ) {
    this.profile = profile;
    this.cases = cases;
    this.settings = settings;
    this.audit = audit;
  }

  /** @throws AppError `cases.not-found`, `cases.format-unavailable` {format, available} */
  export(idOrNumber: string, format: string, language: ReportLanguage): Report {
    if (!isFormat(format))
      throw new AppError('cases.format-unavailable', {
        format,
        available: reportFormats.join(', '),
      });
    const data = this.collect(idOrNumber, format);
    const texts = reportTexts[language];
    const fileName = `${data.case.number} ${data.case.title}`
      // Control and format characters, too: a bidi mark would show another ending than the file has.
      .replace(/[\\/:*?"<>|\p{C}]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 100);
    switch (format) {
      case 'md':
        return { fileName: `${fileName}.md`, text: renderMarkdown(data, texts) };
      case 'html':
        return { fileName: `${fileName}.html`, text: renderHtml(data, texts) };
    }
  }

  private collect(idOrNumber: string, format: ReportFormat): ReportData {
    const detail = this.cases.detail(idOrNumber);
    const { number } = detail.case;
    const auditHead = this.writeDown(number, format);
    return {
      ...detail,
      place: this.cases.place(detail.case),
      timeline: redactedHistory(detail.timeline, detail.evidence),
      evidence: detail.evidence
        .filter(({ removed }) => !removed)
        .map((evidence): ReportEvidence => {
          const { blobs } = this.profile;
          const shown = contentOf(blobs, evidence, { from: 0, count: shownLines });
          const { evidence: leaving, content, redacted } = redact(blobs, evidence, shown);
          return {
            evidence: leaving,
            redacted,
            verified: blobs.verify(evidence.sha256),
            content,
            totalLines:
              content.kind === 'text' && content.clipped
                ? count(
                    evidence.kind === 'transcript' || evidence.kind === 'log'
                      ? textLines(blobs, evidence)
                      : linesOf(blobs, evidence.sha256, content.encoding),
                  )
                : 0,
          };
        }),
      exportedAt: this.profile.clock.now(),
      engineer: String(this.settings.all().engineer),
      auditHead,
    };
  }

  /** The export is a row of the audit log itself, so that the head that goes out covers it. */
  private writeDown(number: string, format: ReportFormat): AuditHead {
    try {
      return this.audit.append({ kind: 'exported', target: number, detail: { format } });
    } catch (error) {
      // A full disk must not keep a case from leaving it.
      if (error instanceof AppError) return this.audit.head();
      throw error;
    }
  }
}

/** Evidence as it may leave the case: its text, and the words of its provenance that were typed or run. */
function redact(
  blobs: BlobStore,
  evidence: Evidence,
  content: EvidenceContent['content'],
): Pick<ReportEvidence, 'evidence' | 'content' | 'redacted'> {
  const { redaction } = evidence;
  if (!redaction) return { evidence, content, redacted: null };
  const redactor = Redactor.of(redaction);
  const leaving = redactor.content(content);
  const { hits } = redactor;
  const words = Redactor.of(redaction);
  const { provenance } = evidence;
  const told: Evidence = {
    ...evidence,
    title: words.line(evidence.title),
    remark: words.text(evidence.remark),
    provenance: redactedProvenance(provenance, words),
  };
  if (!isText(evidence))
    return { evidence: told, content: leaving, redacted: { hits, sha256: null } };
  const total = redactedPieces(blobs, evidence, redaction).total();
  return { evidence: told, content: leaving, redacted: { hits: total.hits, sha256: total.sha256 } };
}

/** A rule that hits a cell hits the statement and the values that asked for it, too. */
function redactedProvenance(provenance: Provenance, words: Redactor): Provenance {
  if (provenance.kind === 'log') return redactedOrigin(provenance, words);
  if (provenance.kind !== 'result') return provenance;
  type Asked = Pick<
    typeof provenance,
    'system' | 'host' | 'database' | 'username' | 'sql' | 'parameters'
  >;
  const told = <Origin extends Asked>(origin: Origin): Origin => ({
    ...origin,
    system: words.line(origin.system),
    host: words.line(origin.host),
    database: words.line(origin.database),
    username: words.line(origin.username),
    sql: words.text(origin.sql),
    parameters: Object.fromEntries(
      Object.entries(origin.parameters).map(([name, value]) => [
        name,
        value === null ? null : words.text(value),
      ]),
    ),
  });
  const { comparison } = provenance;
  if (!comparison) return told(provenance);
  return { ...told(provenance), comparison: { ...comparison, before: told(comparison.before) } };
}

/** What is told of a log's origin: a rule that hits an address hits the host that has it, too. */
function redactedOrigin(provenance: LogProvenance, words: Redactor): LogProvenance {
  const told = <Place extends { system: string; host: string; path: string }>(place: Place) => ({
    ...place,
    system: words.line(place.system),
    host: words.line(place.host),
    path: words.line(place.path),
  });
  return {
    ...told(provenance),
    filter: words.line(provenance.filter),
    command: words.line(provenance.command),
    ...(provenance.files
      ? {
          files: provenance.files.map((file) => ({
            ...told(file),
            ...(file.entry === undefined ? {} : { entry: words.line(file.entry) }),
            commands: file.commands.map((command) => words.line(command)),
          })),
        }
      : {}),
  };
}

/** The history names evidence by its title, which leaves as the evidence does. */
function redactedHistory(
  timeline: readonly TimelineEntry[],
  evidence: readonly Evidence[],
): TimelineEntry[] {
  const redactors = new Map<string, Redactor>(
    evidence.flatMap(({ ordinal, redaction }) =>
      redaction ? [[`E${ordinal}`, Redactor.of(redaction)] as const] : [],
    ),
  );
  return timeline.map((entry) => {
    const { number = '', title } = entry.params;
    const redactor = redactors.get(number);
    if (!redactor || title === undefined) return entry;
    return { ...entry, params: { ...entry.params, title: redactor.line(title) } };
  });
}

function count(items: Iterable<unknown>): number {
  let total = 0;
  for (const item of items) total += item === undefined ? 0 : 1;
  return total;
}

function isFormat(text: string): text is ReportFormat {
  return reportFormats.some((format) => format === text);
}
