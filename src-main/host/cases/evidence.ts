import { createWriteStream, existsSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  largestFileBytes,
  type Evidence,
  type EvidenceContent,
  type EvidenceSource,
  type Provenance,
} from '../../contract/cases';
import { AppError } from '../../contract/errors';
import type { BlobWriter } from '../../kit/blob-store';
import { newId } from '../../kit/ids';
import type { Json } from '../../kit/journal';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import type { Redacted, Redaction } from '../../contract/log-evidence';
import { contentOf, isText, previewOf } from './content';
import { mediaTypeOf, piecesOf, requireFile, writeError } from './evidence-files';
import { redactedOf, redactedPieces, Redactor } from './redaction';
import { sameLines } from './same-lines';
import type { CasesService } from './service';
import type { FileSource, LogSource, ResultSource, TranscriptSource } from './sources';
import { timelineOp } from './store';

/** Lines that are shown of what would leave. */
const shownLines = 200;
/** From so much of the beginning the preview is made. */
const headBytes = 64 * 1024;

/** What is to be stored: bytes, and all of the provenance but their hash. */
interface Taken {
  title: string;
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  provenance(sha256: string): Provenance;
}

/** Evidence of cases: exact bytes with their hash and where they came from. */
export class EvidenceService {
  private readonly profile: OpenProfile;
  private readonly events: EventHub;
  private readonly cases: CasesService;
  private readonly logs: LogSource;
  private readonly results: ResultSource;
  private readonly transcripts: TranscriptSource;
  private readonly files: FileSource;

  constructor(
    profile: OpenProfile,
    events: EventHub,
    cases: CasesService,
    logs: LogSource,
    results: ResultSource,
    transcripts: TranscriptSource,
    files: FileSource,
  ) {
    this.profile = profile;
    this.events = events;
    this.cases = cases;
    this.logs = logs;
    this.results = results;
    this.transcripts = transcripts;
    this.files = files;
  }

  /**
   * Takes what is selected on the screen. The bytes come from the capture or the result
   * themselves, never from the view. Lines that the case has already make no twin: the answer
   * is the evidence they are, which takes a remark over where it has none.
   *
   * @throws AppError `cases.not-found`, `cases.nothing-selected`, `logs.tail-gone`, `logs.rows-moved`, `logs.too-many-rows`, `sql.result-gone`, `sql.comparison-gone`, `file.too-large`, `files.missing` and others of a host’s files, `profile.disk-full`
   */
  async add(
    caseId: string,
    source: EvidenceSource,
    remark = '',
  ): Promise<Evidence & { already: boolean }> {
    this.cases.case(caseId);
    return await this.store(caseId, await this.take(source), remark);
  }

  /**
   * Attaches a file of this machine, however large.
   *
   * @throws AppError `cases.not-found`, `file.missing`, `file.unreadable`, `profile.disk-full`
   */
  async attachFile(caseIdOrNumber: string, path: string, remark = ''): Promise<Evidence> {
    const { id } = this.cases.case(caseIdOrNumber);
    requireFile(path);
    const name = basename(path);
    const mediaType = mediaTypeOf(name);
    const taken: Taken = {
      title: name,
      pieces: piecesOf(path),
      provenance: (sha256) => ({ kind: 'file', name, mediaType, sha256 }),
    };
    return this.store(id, taken, remark);
  }

  /** Changes the remark beside a piece of evidence; the evidence itself never changes. */
  remark(id: string, remark: string): void {
    const evidence = this.find(id);
    if (evidence.remark === remark) return;
    this.profile.journal.commit((at) => [
      { kind: 'set', entity: 'evidence', id, fields: { remark } },
      timelineOp(evidence.caseId, at, 'remark', { number: `E${evidence.ordinal}` }),
    ]);
    this.events.changed('cases', evidence.caseId);
  }

  /** What would leave the case under rules. @throws AppError `entity.not-found`, `logs.expression-…` */
  previewRedaction(id: string, rules: Redaction): Redacted {
    return redactedOf(this.profile.blobs, this.find(id), rules, shownLines);
  }

  /** Sets the rules under which evidence leaves its case. @throws AppError `entity.not-found`, `logs.expression-…` */
  redact(id: string, rules: Redaction): void {
    const evidence = this.find(id);
    Redactor.of(rules);
    this.profile.journal.commit((at) => [
      {
        kind: 'set',
        entity: 'evidence',
        id,
        fields: { redaction: rules.length === 0 ? null : rules },
      },
      timelineOp(evidence.caseId, at, 'redaction', {
        number: `E${evidence.ordinal}`,
        rules: String(rules.length),
      }),
    ]);
    this.events.changed('cases', evidence.caseId);
  }

  /** Hides evidence or brings it back; its bytes stay either way. */
  remove(id: string, removed: boolean): void {
    const evidence = this.find(id);
    if (evidence.removed === removed) return;
    this.profile.journal.commit((at) => [
      { kind: 'set', entity: 'evidence', id, fields: { removed } },
      timelineOp(evidence.caseId, at, removed ? 'evidence-removed' : 'evidence-restored', {
        number: `E${evidence.ordinal}`,
        title: evidence.title,
      }),
    ]);
    this.events.changed('cases', evidence.caseId);
  }

  /** Opens evidence from the store. Damaged evidence opens too, as not verified. */
  open(id: string, from: number, count: number): EvidenceContent {
    const evidence = this.find(id);
    return {
      evidence,
      verified: this.profile.blobs.verify(evidence.sha256),
      content: contentOf(this.profile.blobs, evidence, { from, count }),
    };
  }

  /**
   * The text of a recorded terminal, piece by piece.
   *
   * @throws AppError `entity.not-found`, `cases.evidence-damaged` where it can no longer be read
   */
  async *recording(id: string): AsyncGenerator<string[], void> {
    const { sha256, kind } = this.find(id);
    if (kind !== 'transcript') throw new AppError('entity.not-found', { id });
    const decoder = new TextDecoder();
    for (const piece of this.profile.blobs.read(sha256))
      yield [decoder.decode(piece, { stream: true })];
    yield [decoder.decode()];
  }

  /**
   * Writes the exact bytes of evidence into a new file, in clear; what is redacted leaves as its
   * redacted text, in UTF-8.
   *
   * @throws AppError `entity.not-found`, `cases.evidence-damaged`, `file.exists`, `file.unwritable`, `profile.disk-full`
   */
  async save(id: string, path: string): Promise<{ path: string; bytes: number; sha256: string }> {
    const evidence = this.find(id);
    const { blobs } = this.profile;
    let { sha256, bytes } = evidence;
    let pieces: Iterable<Uint8Array> = blobs.read(sha256);
    if (evidence.redaction && isText(evidence)) {
      const meter = redactedPieces(blobs, evidence, evidence.redaction);
      ({ sha256, bytes } = meter.total());
      pieces = meter.pieces();
    }
    if (existsSync(path)) throw new AppError('file.exists', { path });
    try {
      await pipeline(pieces, createWriteStream(path, { flags: 'wx' }));
    } catch (error) {
      rmSync(path, { force: true });
      throw writeError(error, path);
    }
    return { path, bytes, sha256 };
  }

  /** @throws AppError `entity.not-found` */
  find(id: string): Evidence {
    const evidence = this.cases.store.evidence(id);
    if (!evidence) throw new AppError('entity.not-found', { id });
    return evidence;
  }

  private async take(source: EvidenceSource): Promise<Taken> {
    switch (source.kind) {
      case 'log': {
        const { title, pieces, origin } = await this.logs.excerpt(source);
        return { title, pieces, provenance: (sha256) => ({ kind: 'log', ...origin, sha256 }) };
      }
      case 'result':
      case 'comparison': {
        const { title, pieces, origin } = this.results.excerpt(source);
        return { title, pieces, provenance: (sha256) => ({ kind: 'result', ...origin, sha256 }) };
      }
      case 'transcript': {
        const { title, pieces, origin } = await this.transcripts.excerpt(
          source.origin,
          source.id,
          source.selection,
        );
        return {
          title,
          pieces,
          provenance: (sha256) => ({ kind: 'transcript', ...origin, sha256 }),
        };
      }
      case 'remark':
        return {
          title: firstLine(source.text),
          pieces: [Buffer.from(source.text)],
          provenance: (sha256) => ({ kind: 'remark', sha256 }),
        };
      case 'file': {
        const { name, mediaType } = source;
        const bytes = Buffer.from(source.data, 'base64');
        if (bytes.length > largestFileBytes)
          throw new AppError('file.too-large', { name, limit: '20 MiB' });
        return {
          title: name,
          pieces: [bytes],
          provenance: (sha256) => ({ kind: 'file', name, mediaType, sha256 }),
        };
      }
      case 'remote-file': {
        const { title, pieces, origin } = await this.files.excerpt(source.endpointId, source.path);
        const mediaType = mediaTypeOf(title);
        return {
          title,
          pieces,
          provenance: (sha256) => ({ kind: 'file', name: title, mediaType, origin, sha256 }),
        };
      }
    }
  }

  private async store(
    caseId: string,
    taken: Taken,
    remark: string,
  ): Promise<Evidence & { already: boolean }> {
    const writer = this.profile.blobs.writer();
    const head = await writeAll(writer, taken.pieces);
    const { sha256, bytes } = writer.finish();
    const provenance = taken.provenance(sha256);
    // An empty file is a file, and a query that found nothing is a finding.
    if (bytes === 0 && provenance.kind === 'log') throw new AppError('cases.nothing-selected');
    const same = sameLines(this.cases.store.evidenceOf(caseId), provenance);
    if (same) {
      if (same.remark === '' && remark !== '') this.remark(same.id, remark);
      return { ...this.find(same.id), already: true };
    }
    const id = newId();
    const clockOffsetMs = this.profile.clock.offsetMs();
    this.profile.journal.commit((at) => {
      const ordinal = this.cases.store.nextOrdinal(caseId);
      const fields: Record<string, Json> = {
        caseId,
        ordinal,
        kind: provenance.kind,
        title: taken.title,
        remark,
        bytes,
        sha256,
        capturedAt: at,
        clockOffsetMs,
        preview: previewOf(head, provenance),
        provenance,
        redaction: null,
        removed: false,
      };
      return [
        { kind: 'create', entity: 'evidence', id, fields },
        timelineOp(caseId, at, 'evidence', { number: `E${ordinal}`, title: taken.title }),
      ];
    });
    this.events.changed('cases', caseId);
    return { ...this.find(id), already: false };
  }
}

/** Writes every piece and returns the beginning; a failure leaves nothing behind. */
async function writeAll(writer: BlobWriter, pieces: Taken['pieces']): Promise<Buffer> {
  const head: Uint8Array[] = [];
  let kept = 0;
  try {
    for await (const piece of pieces) {
      writer.write(piece);
      if (kept < headBytes) head.push(piece.subarray(0, headBytes - kept));
      kept += piece.length;
    }
  } catch (error) {
    writer.abort();
    throw error;
  }
  return Buffer.concat(head);
}

function firstLine(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
