import type { Dialect } from '../../../contract/dialects';
import { Collector } from './collector';
import { visibleSources, type Cursor, type VisibleSource } from './cursor';
import type { KeptSchema } from './file';
import type { Writing } from './joins';
import { Typed } from './match';
import { quoteName } from './names';

/** As many as a list shows; typing on brings others. */
const mostItems = 100;

export interface CompletionRequest {
  dialect: Dialect;
  sql: string;
  /** In UTF-16 units. */
  offset: number;
  /** Null completes keywords, functions and parameters only. */
  schema: KeptSchema | null;
  /** Parameters known besides those in the text, with the values of their pick lists. */
  parameters: readonly { name: string; choices: readonly string[] }[];
  /** Objects that were read before, by number. */
  used: ReadonlySet<number>;
}

/** What all that completes shares: what is asked, where the cursor is, and what was found. */
export class CompletionContext {
  readonly found = new Collector(mostItems);
  readonly request: CompletionRequest;
  readonly cursor: Cursor;
  readonly typed: Typed;
  readonly writing: Writing;
  /** Whether keywords are written small in this statement. */
  readonly small: boolean;

  constructor(request: CompletionRequest, cursor: Cursor) {
    this.request = request;
    this.cursor = cursor;
    this.typed = new Typed(cursor.prefix);
    this.small = cursor.tokens.some(({ text }) => text === 'select' || text === 'from');
    const { prefix } = cursor;
    const lower = prefix === '' ? this.small : prefix === prefix.toLowerCase();
    this.writing = { dialect: request.dialect, lower };
  }

  sources(): VisibleSource[] {
    return visibleSources(this.cursor.block, this.cursor.at);
  }

  /** An object's name, with its schema where it is not found without. */
  qualifiedName(number: number): string {
    const { directory } = this.request.schema ?? {};
    const entry = directory?.entries[number];
    if (!directory || !entry) return '';
    const name = this.quote(entry.name);
    return entry.visible ? name : `${this.quote(directory.schemaOf(entry))}.${name}`;
  }

  quote(name: string): string {
    return quoteName(this.writing.dialect, name, this.writing.lower);
  }
}
