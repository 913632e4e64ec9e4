/** What stands in a line before its message: `[thread] logger - `. */
export interface LineLead {
  /** Where the message begins, in UTF-16 units. */
  to: number;
  /** Where ends what tells most of it, its end: what follows only parts it from the message. */
  tellsTo: number;
}

/** Columns that a shortened lead takes; wide characters take two. */
export const leadColumns = 24;
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}|[\u{20000}-\u{3fffd}]/u;

/** Most leads have none of these: there a column is a character. */
const maybeWide = /[\u1100-\uffff]/;

/**
 * What is drawn for a lead: its end, since that is what tells of a logger or a code. Undefined
 * where all of it fits or would be cut within a terminal escape.
 */
export function shortenedLead(text: string, { to, tellsTo }: LineLead): string | undefined {
  const lead = text.slice(0, to);
  if (lead.includes('\u001b')) return undefined;
  let left = leadColumns - 2;
  if (!maybeWide.test(lead))
    return to <= leadColumns ? undefined : `…${text.slice(Math.max(0, tellsTo - left), tellsTo)} `;
  if (columnsOf(lead) <= leadColumns) return undefined;
  // No column takes more than two units, so that none is cut in half within what is kept.
  const end = lead.slice(Math.max(0, tellsTo - 2 * leadColumns), tellsTo);
  const kept: string[] = [];
  for (const character of Array.from(end).toReversed()) {
    left -= columnsOf(character);
    if (left < 0) break;
    kept.unshift(character);
  }
  return `…${kept.join('')} `;
}

function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += character >= '\u1100' && wide.test(character) ? 2 : 1;
  return columns;
}
