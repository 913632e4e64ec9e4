import { createHash } from 'node:crypto';
import type { Evidence, EvidenceContent } from '../../contract/cases';
import type { Redacted, Redaction } from '../../contract/log-evidence';
import type { BlobStore } from '../../kit/blob-store';
import { Expression } from '../logs/index';
import { isText, textLines } from './content';

/** Hits of a rule are looked for so many at a time. */
const hitsAtOnce = 10_000;

/** Changes texts by rules, one after the other: a later one sees what an earlier one left. */
export class Redactor {
  /** Places that were changed so far. */
  hits = 0;
  private readonly rules: { expression: Expression; replacement: string }[];

  private constructor(rules: Redaction) {
    this.rules = rules.map(({ text, regex, ignoreCase, replacement }) => ({
      expression: Expression.of({ text, regex, ignoreCase }),
      replacement,
    }));
  }

  /** @throws AppError `logs.expression-…` */
  static of(rules: Redaction): Redactor {
    return new Redactor(rules);
  }

  /** A line as it may leave. */
  line(text: string): string {
    return this.rules.reduce((line, rule) => this.changed(line, rule), text);
  }

  /** A text of lines as it may leave. */
  text(text: string): string {
    return text
      .split('\n')
      .map((line) => this.line(line))
      .join('\n');
  }

  /** Every hit is replaced, however many a line has: none may be left because it came late. */
  private changed(line: string, { expression, replacement }: Redactor['rules'][number]): string {
    const parts: string[] = [];
    let rest = line;
    for (;;) {
      const spans = expression.spans(rest, hitsAtOnce);
      this.hits += spans.length;
      let at = 0;
      for (const [from, to] of spans) {
        parts.push(rest.slice(at, from), replacement);
        at = to;
      }
      rest = rest.slice(at);
      if (spans.length < hitsAtOnce || at === 0) return parts.join('') + rest;
    }
  }

  /** Content as it may leave. Images have no text. */
  content(content: EvidenceContent['content']): EvidenceContent['content'] {
    switch (content.kind) {
      case 'text':
        return { ...content, text: this.text(content.text) };
      case 'rows':
        return {
          ...content,
          rows: content.rows.map((row) =>
            row.map((cell) => (cell === null ? null : this.text(cell))),
          ),
        };
      case 'binary':
        return content;
    }
  }
}

/** The whole redacted text of evidence: what it measures, and its pieces. Two passes, bounded memory. */
export function redactedPieces(blobs: BlobStore, evidence: Evidence, rules: Redaction) {
  function* pieces(redactor = Redactor.of(rules)): Generator<Buffer> {
    for (const line of textLines(blobs, evidence)) yield Buffer.from(`${redactor.line(line)}\n`);
  }
  return {
    pieces,
    total: (): { sha256: string; bytes: number; hits: number } => {
      const redactor = Redactor.of(rules);
      const hash = createHash('sha256');
      let bytes = 0;
      for (const piece of pieces(redactor)) {
        hash.update(piece);
        bytes += piece.length;
      }
      return { sha256: hash.digest('hex'), bytes, hits: redactor.hits };
    },
  };
}

/** What would leave of evidence: its first lines, how often the rules hit, and the hash of all of it. */
export function redactedOf(
  blobs: BlobStore,
  evidence: Evidence,
  rules: Redaction,
  lines: number,
): Redacted {
  const shown: string[] = [];
  if (!isText(evidence)) return { text: '', hits: 0, sha256: evidence.sha256 };
  const all = redactedPieces(blobs, evidence, rules);
  for (const piece of all.pieces()) {
    if (shown.length >= lines) break;
    shown.push(piece.toString().slice(0, -1));
  }
  const { hits, sha256 } = all.total();
  return { text: shown.join('\n').slice(0, 1_000_000), hits, sha256 };
}
