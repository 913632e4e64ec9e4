import type { Refusal } from './judgement';
import type { Token } from './lexer';

/** A NUL would end the text for the server; half a surrogate has no UTF-8; other controls stand in no honest statement. */
const unreadable = /[\x00-\x08\x0e-\x1f\x7f-\x9f]|\p{Surrogate}/u; // eslint-disable-line no-control-regex
/** Nothing is seen of these, or they turn the direction of what is seen: one reads another statement than the server. */
const invisible =
  /\u034f|[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;
/** Blanks and signs that look like those of SQL and are none: an input method left on. */
const lookalike =
  /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\uff01-\uff5e\u2018\u2019\u201c\u201d\u3001\u3002]/gu;
/** Joins the parts of an emoji or a letter; harmless inside text. */
const joiners = /[\u200c\u200d]/;

/** At most so many characters of one statement are named. */
const maxNamed = 20;

/** What cannot be read by anybody, in the statement as typed; its offset, or null. */
export function unreadableCharacter(typed: string): number | null {
  const at = typed.search(unreadable);
  return at === -1 ? null : at;
}

/** Characters in which people and servers read different things. */
export function checkCharacters(text: string, tokens: readonly Token[]): Refusal[] {
  const refusals: Refusal[] = [];
  let holder = holderOf(tokens);
  for (const found of text.matchAll(invisible)) {
    if (refusals.length === maxNamed) break;
    const inside = holder(found.index)?.kind;
    if (joiners.test(found[0]) && (inside === 'string' || inside === 'comment')) continue;
    refusals.push(named('invisible-character', found[0], found.index));
  }
  holder = holderOf(tokens);
  for (const found of text.matchAll(lookalike)) {
    if (refusals.length === maxNamed) break;
    const inside = holder(found.index)?.kind;
    if (inside === 'string' || inside === 'comment' || inside === 'name') continue;
    refusals.push(named('lookalike-character', found[0], found.index));
  }
  return refusals;
}

/** The token that holds an offset; asked with growing offsets, as the tokens lie. */
function holderOf(tokens: readonly Token[]): (at: number) => Token | undefined {
  let index = 0;
  return (at) => {
    while ((tokens[index]?.end ?? Infinity) <= at) index += 1;
    const token = tokens[index];
    return token && token.start <= at ? token : undefined;
  };
}

function named(reason: string, character: string, offset: number): Refusal {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const params =
    reason === 'lookalike-character' && character.trim() !== ''
      ? { code, character }
      : { code, character: '' };
  return { reason, params, offset };
}
