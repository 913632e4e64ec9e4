import type { FormatDocument } from '../formats/schema';

/**
 * A text that the record of a field with this value surely holds; null where the value may be
 * written in several ways: numbers and what is escaped in JSON, quotes in others.
 */
export function fieldLiteral(format: FormatDocument, value: string): string | null {
  const json =
    format.fields !== undefined && 'style' in format.fields && format.fields.style === 'json';
  if (json && (/^[-\d{[tfn]/.test(value) || /[^ -~]/.test(value))) return null;
  // JSON may write a slash with a backslash, others write a quote twice.
  const parts = value.split(json ? /["\\/]/ : /["\\\r\n]/);
  const longest = parts.reduce((best, part) => (part.length > best.length ? part : best), '');
  return longest === '' ? null : longest;
}
