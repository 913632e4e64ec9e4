import type { Judgement } from './judgement';
import { tokens } from './lexer';
import { lexicalRules } from './lexical-rules';
import { placeAt, type Place } from './place';
import { bareName, TokenStream } from './stream';

/** Words after which a relation is named. */
const before = /^(?:FROM|JOIN|STRAIGHT_JOIN|TABLE|ONLY|INTO|UPDATE)$/;

/** Where a statement names a relation, given by its last part; null where its text does not have it. */
export function placeOfRelation(
  { dialect }: Pick<Judgement, 'dialect'>,
  typed: string,
  name: string,
): Place | null {
  const stream = new TokenStream(tokens(typed, lexicalRules[dialect]));
  let found: number | null = null;
  for (const [index, token] of stream.tokens.entries()) {
    if (!stream.isName(index) || bareName(token).toLowerCase() !== name.toLowerCase()) continue;
    found ??= stream.start(index);
    const begin = stream.beginOfPath(index);
    const isFrom = before.test(stream.word(begin - 1)) || stream.is(begin - 1, ',');
    if (isFrom && !stream.is(index + 1, '.')) {
      found = stream.start(begin);
      break;
    }
  }
  return found === null ? null : placeAt(typed, found);
}
