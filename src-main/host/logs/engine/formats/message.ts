import type { RRegex } from '../search/rust-regex';
import { compileRegex } from './fields';
import type { FormatDocument } from './schema';

/** Where a record says what happened, in UTF-16 units of its first line. */
export interface MessagePlace {
  /** Where the message begins. */
  from: number;
  /** Where ends what tells most of that before it: the logger, the code of the message. */
  leadTo: number;
}

/** A record whose message begins behind so many characters is shown as it is. */
const longestLead = 1024;
/** Fields that a list shows in columns of their own. */
const shownElsewhere = new Set(['time', 'level', 'message']);
/** What loggers that write JSON call the message. */
const messageKeys = new Set(['"message"', '"msg"']);
const jsonToken = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g;

/**
 * Finds the message in the first lines of records; null where the format knows of none. What it
 * gives says nothing of a line where that is not certain.
 */
export function messageFinder(
  format: FormatDocument,
): ((text: string) => MessagePlace | undefined) | null {
  const { fields } = format;
  if (!fields) return null;
  if ('regexes' in fields) {
    const { regexes } = fields;
    if (!regexes.some(hasMessage)) return null;
    return (text) => inPatterns(regexes, text.slice(0, longestLead));
  }
  return 'style' in fields && fields.style === 'json' ? inJson : null;
}

function hasMessage(pattern: string): boolean {
  return pattern.includes('(?<message>');
}

function inPatterns(patterns: readonly string[], text: string): MessagePlace | undefined {
  for (const pattern of patterns) {
    const values = valuesIn(pattern, text);
    if (values === null) continue;
    // The first one that matches counts, also when it knows of no message.
    if (!hasMessage(pattern)) return undefined;
    const place = values && placeOf(values, text);
    return place === undefined ? byPlaces(compileRegex(pattern), text) : (place ?? undefined);
  }
  return undefined;
}

/** What parts the values of groups; a text that holds it is told by places. */
const parting = '\0';
const templates = new WeakMap<RRegex, string>();

/** The groups before the message, then the message, parted. */
function templateOf(regex: RRegex): string {
  const known = templates.get(regex);
  if (known !== undefined) return known;
  const names = regex.captureNames().filter((name) => name && !shownElsewhere.has(name));
  const template = ['', ...[...names, 'message'].map((name) => `\${${name}}`), ''].join(parting);
  templates.set(regex, template);
  return template;
}

/**
 * The values of the groups, the message last. The regex is asked for them as one text, which
 * tells a match as well and takes a quarter of the time that it needs to tell the places. Null:
 * it does not match; undefined: the text has itself what would part them.
 */
function valuesIn(pattern: string, text: string): string[] | null | undefined {
  const regex = compileRegex(pattern);
  if (text.includes(parting)) return regex.isMatch(text) ? undefined : null;
  const values = regex.replace(text, templateOf(regex)).split(parting);
  return values.length === 1 ? null : values.slice(1, -1);
}

/** The place by the values. Null: there is no message; undefined: a value stands there twice. */
function placeOf(values: readonly string[], text: string): MessagePlace | null | undefined {
  const message = values.at(-1);
  if (message === undefined) return undefined;
  if (message.trim() === '') return null;
  const from = onlyPlaceOf(text, message);
  if (from === undefined) return undefined;
  let leadTo = 0;
  for (const value of values.slice(0, -1)) {
    if (value === '') continue;
    const at = onlyPlaceOf(text, value);
    if (at === undefined) return undefined;
    if (at + value.length <= from) leadTo = Math.max(leadTo, at + value.length);
  }
  return { from, leadTo: leadTo > 0 ? leadTo : from };
}

function onlyPlaceOf(text: string, value: string): number | undefined {
  const at = text.indexOf(value);
  return text.includes(value, at + 1) ? undefined : at;
}

/** The place as the regex tells it. */
function byPlaces(regex: RRegex, text: string): MessagePlace | undefined {
  const groups = regex.captures(text)?.name;
  if (!groups) return undefined;
  const { message } = groups;
  if (!message || message.value.trim() === '') return undefined;
  const leadEnds = Object.entries(groups).flatMap(([name, group]) =>
    !shownElsewhere.has(name) && group && group.end <= message.start && group.end > group.start
      ? [group.end]
      : [],
  );
  // Its places are bytes of UTF-8.
  const bytes = Buffer.from(text);
  const unitsTo = (end: number): number => bytes.toString('utf8', 0, end).length;
  const from = unitsTo(message.start);
  return { from, leadTo: leadEnds.length > 0 ? unitsTo(Math.max(...leadEnds)) : from };
}

/** The value of the outermost object's message, where it is a text that is not empty. */
function inJson(text: string): MessagePlace | undefined {
  if (!text.startsWith('{')) return undefined;
  let depth = 0;
  let before = '';
  let key = '';
  let leadTo = 0;
  for (const { 0: token, index } of text.matchAll(jsonToken)) {
    if (index > longestLead) return undefined;
    const ofMessage = depth === 1 && before === ':' && messageKeys.has(key);
    if (ofMessage)
      return token.length > 2 && token.startsWith('"') ? { from: index + 1, leadTo } : undefined;
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth === 1 && token.startsWith('"') && (before === '{' || before === ',')) key = token;
    else if (token !== ':' && token !== ',') leadTo = index + token.length;
    before = token;
  }
  return undefined;
}
