import { columnsOf, fieldsOf } from '../formats/fields';
import type { FormatDocument } from '../formats/schema';
import { decodeText } from '../text/index';
import { Expression } from './expression';
import { valuePatterns } from './field-pattern';
import type { FieldTerm, TextTerm } from './filter-terms';
import { LineSet } from './line-set';
import type { RecordScan, ScannedRecord, SearchedLog } from './record-scan';
import type { RRegex } from './rust-regex';

/** Lines of W3C and Zeek logs that name the columns of those after them. */
const directives = '^#[Ff]ields';

/** Tells whether a record has a field with a value. */
export class FieldReader {
  /** Lines that name columns, for formats whose records do not say their fields themselves. */
  readonly directives: TextTerm;
  private readonly format: FormatDocument;
  private readonly log: SearchedLog;
  private readonly patterns = new Map<FieldTerm, RRegex[] | null>();
  private columns: { line: number; names: readonly string[] } = { line: -1, names: [] };

  constructor(log: SearchedLog, format: FormatDocument) {
    this.log = log;
    this.format = format;
    const { fields } = format;
    const expression =
      fields && 'style' in fields && fields.style === 'w3c'
        ? Expression.of({ text: directives, regex: true, ignoreCase: false })
        : null;
    this.directives = { exclude: false, expression, hits: new LineSet() };
  }

  /** Whether every condition on fields holds. */
  async passes(
    terms: readonly FieldTerm[],
    record: ScannedRecord,
    scan: RecordScan,
  ): Promise<boolean> {
    const { fromLine, toLine } = record;
    // Where no line holds the value, no field does.
    const inQuestion = ({ expression, hits }: FieldTerm): boolean =>
      !expression || hits.countRange(fromLine, toLine) > 0;
    if (terms.some((term) => !term.exclude && !inQuestion(term))) return false;
    const open = terms.filter(inQuestion);
    if (open.length === 0) return true;
    // What is no record has no fields.
    if (record.stray) return open.every(({ exclude }) => exclude);
    const bytes = await scan.bytesOf(record);
    const text = decodeText(bytes, this.log.encoding).replaceAll('\r\n', '\n').replace(/\n$/, '');
    const likely = open.filter((term) => this.mayHave(term, text));
    if (open.some((term) => !term.exclude && !likely.includes(term))) return false;
    if (likely.length === 0) return true;
    const fields = fieldsOf(this.format, text, await this.columnsFor(record, scan));
    return likely.every(
      ({ exclude, field, value }) =>
        fields.some((each) => each.name === field && each.value === value) !== exclude,
    );
  }

  /** Whether a record may have the value in the field: much cheaper than to take all fields out. */
  private mayHave(term: FieldTerm, text: string): boolean {
    let patterns = this.patterns.get(term);
    if (patterns === undefined) {
      const { fields } = this.format;
      patterns =
        fields && 'regexes' in fields
          ? valuePatterns(fields.regexes, term.field, term.value)
          : null;
      this.patterns.set(term, patterns);
    }
    return patterns === null || patterns.some((pattern) => pattern.isMatch(text));
  }

  private async columnsFor(record: ScannedRecord, scan: RecordScan): Promise<readonly string[]> {
    const line = this.directives.hits.previous(record.fromLine);
    if (line === undefined) return [];
    if (line !== this.columns.line) {
      const text = decodeText(await scan.lineBytes(line), this.log.encoding);
      this.columns = { line, names: columnsOf(text) ?? [] };
    }
    return this.columns.names;
  }
}
