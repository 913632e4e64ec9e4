import { parseDocument } from 'yaml';
import { compileFormat } from './compile';
import { compileRegex } from './fields';
import { PatternError } from './pattern';
import { checkSamples } from './samples';
import { formatDocumentSchema, type FormatDocument } from './schema';

/** Longer texts are refused before they are read. */
const maxCharacters = 200_000;

/** A format's text, read; `format` is null when it cannot be used, and `problem` says why. */
export interface ReadFormat {
  format: FormatDocument | null;
  /** Null when all is well. In English: it names keys and patterns of the YAML. */
  problem: string | null;
}

/**
 * Reads the YAML of a format and checks it: its shape, patterns, regexes, zone, and its own sample
 * lines. Never throws.
 */
export function readFormat(text: string): ReadFormat {
  const bad = (problem: string): ReadFormat => ({ format: null, problem });
  if (text.length > maxCharacters) return bad(`more than ${maxCharacters} characters`);
  const shaped = shapeOf(text);
  if (typeof shaped === 'string') return bad(shaped);
  const unsound = unsoundness(shaped);
  if (unsound) return bad(unsound);
  const failed = checkSamples(shaped);
  return failed.length > 0 ? bad(failed.join('\n')) : { format: shaped, problem: null };
}

/** The document in its shape, or what is wrong with it. */
export function shapeOf(text: string): FormatDocument | string {
  const yaml = parseDocument(text.replace(/^\uFEFF/, ''));
  const [error] = yaml.errors;
  if (error) return error.message;
  let value: unknown;
  try {
    value = yaml.toJS({ maxAliasCount: 50 });
  } catch (aliases) {
    return String(aliases);
  }
  const parsed = formatDocumentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  return parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'format'}: ${issue.message}`)
    .join('\n');
}

/** What of patterns, regexes and zone cannot work; null when all can. */
function unsoundness(format: FormatDocument): string | null {
  if (format.heads.length === 0 && format.unmatched === 'continues')
    return 'heads: without a head, unmatched must be “record”';
  try {
    compileFormat(format, { encoding: 'utf-8', zone: 'local', year: 2026 });
  } catch (error) {
    if (error instanceof PatternError || error instanceof RangeError) return error.message;
    throw error;
  }
  if (!format.fields || !('regexes' in format.fields)) return null;
  for (const regex of format.fields.regexes)
    try {
      if (
        compileRegex(regex)
          .captureNames()
          .every((name) => name === null)
      )
        return `fields: no named group in ${regex}`;
    } catch (error) {
      return `fields: ${error instanceof Error ? error.message : String(error)}`;
    }
  return null;
}
