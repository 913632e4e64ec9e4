import type { languages } from 'monaco-editor/editor/editor.api';

/** What differs between the kinds of SQL an editor colours. */
export interface SqlWords {
  keywords: readonly string[];
  functions: readonly string[];
  /** A backslash in a string takes the next character with it. */
  backslash?: boolean;
  /** `#` begins a comment, and `--` only before a blank. */
  hashComments?: boolean;
  /** `$tag$ … $tag$`. */
  dollarQuotes?: boolean;
  /** `q'[ … ]'`. */
  alternativeQuotes?: boolean;
  /** Quotes of names besides `"`. */
  nameQuotes?: '`' | '[' | '`[';
}

/** Words of a list in the source. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/**
 * Verbs that change, begin or end something: a keyword in every kind of SQL. Monaco's own lists,
 * made of reserved words only, leave many of them out.
 */
const verbs = words(`
  ALTER BEGIN CALL COMMIT CREATE DELETE DROP EXECUTE EXPLAIN GRANT INSERT LOCK MERGE RELEASE REVOKE ROLLBACK SAVEPOINT SET
  START TRANSACTION TRUNCATE UPDATE VALUES`);

/** How an editor behaves in SQL of any kind. */
export const sqlConfiguration: languages.LanguageConfiguration = {
  comments: { lineComment: '--', blockComment: ['/*', '*/'] },
  brackets: [
    ['(', ')'],
    ['[', ']'],
  ],
  autoClosingPairs: [
    { open: '(', close: ')' },
    { open: "'", close: "'", notIn: ['string', 'comment'] },
    { open: '"', close: '"', notIn: ['string', 'comment'] },
  ],
  surroundingPairs: [
    { open: '(', close: ')' },
    { open: "'", close: "'" },
    { open: '"', close: '"' },
    { open: '`', close: '`' },
  ],
  // A name is one word to a double click, in Chinese, too.
  wordPattern: /[\p{L}_][\p{L}\p{N}_$#]*|\d+(?:\.\d+)?/u,
  // Colour has a meaning here.
  colorizedBracketPairs: [],
};

/** Colours one kind of SQL; `:name` is a parameter, and `::` is none. */
export function sqlGrammar(kind: SqlWords): languages.IMonarchLanguage {
  const { backslash, hashComments, dollarQuotes, alternativeQuotes, nameQuotes = '' } = kind;
  type Rule = languages.IMonarchLanguageRule;
  const when = (wanted: boolean | undefined, ...rules: Rule[]): Rule[] => (wanted ? rules : []);
  return {
    defaultToken: '',
    tokenPostfix: '.sql',
    ignoreCase: true,
    unicode: true,
    keywords: [...verbs, ...kind.keywords],
    functions: [...kind.functions],
    tokenizer: {
      root: [
        ...when(hashComments, [/#.*$/, 'comment'], [/--(?=\s|$).*$/, 'comment']),
        ...when(!hashComments, [/--.*$/, 'comment']),
        [/\/\*/, 'comment', '@comment'],
        [/::/, 'operator'],
        [/:[A-Za-z_]\w*/, 'variable'],
        // Two of these signs after each other mean one to Monarch: it would stand before no word.
        [/[@]{1,2}[\w$#]+/, 'predefined'],
        ...when(
          alternativeQuotes,
          [/n?q'\[/, 'string', '@square'],
          [/n?q'\(/, 'string', '@round'],
          [/n?q'\{/, 'string', '@curly'],
          [/n?q'</, 'string', '@angle'],
          [/n?q'(\S)/, { token: 'string', next: '@other.$1' }],
        ),
        ...when(
          dollarQuotes,
          [/\$(\w*)\$/, { token: 'string', next: '@dollar.x$1' }],
          [/e'/, 'string', '@escaped'],
        ),
        [/'/, 'string', backslash ? '@escaped' : '@string'],
        ...when(backslash, [/"/, 'string', '@double']),
        ...when(!backslash, [/"/, 'identifier.quote', '@quoted']),
        ...when(nameQuotes.includes('`'), [/`/, 'identifier.quote', '@backtick']),
        ...when(nameQuotes.includes('['), [/\[/, 'identifier.quote', '@bracket']),
        [/0x[0-9a-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?/, 'number'],
        [
          /[\p{L}_][\p{L}\p{N}_$#]*/u,
          {
            cases: { '@keywords': 'keyword', '@functions': 'predefined', '@default': 'identifier' },
          },
        ],
        [/[;,.]/, 'delimiter'],
        [/[()[\]]/, '@brackets'],
        [/[<>=!%&+\-*/|~^]+/, 'operator'],
      ],
      comment: [
        [/[^*]+/, 'comment'],
        [/\*\//, 'comment', '@pop'],
        [/\*/, 'comment'],
      ],
      string: [
        [/[^']+/, 'string'],
        [/''/, 'string'],
        [/'/, 'string', '@pop'],
      ],
      escaped: [
        [/[^'\\]+/, 'string'],
        [/\\./, 'string'],
        [/''/, 'string'],
        [/'/, 'string', '@pop'],
        [/\\$/, 'string'],
      ],
      double: [
        [/[^"\\]+/, 'string'],
        [/\\./, 'string'],
        [/""/, 'string'],
        [/"/, 'string', '@pop'],
        [/\\$/, 'string'],
      ],
      quoted: [
        [/[^"]+/, 'identifier'],
        [/""/, 'identifier'],
        [/"/, 'identifier.quote', '@pop'],
      ],
      backtick: [
        [/[^`]+/, 'identifier'],
        [/``/, 'identifier'],
        [/`/, 'identifier.quote', '@pop'],
      ],
      bracket: [
        [/[^\]]+/, 'identifier'],
        [/\]\]/, 'identifier'],
        [/\]/, 'identifier.quote', '@pop'],
      ],
      square: [
        [/[^\]]+/, 'string'],
        [/\]'/, 'string', '@pop'],
        [/\]/, 'string'],
      ],
      round: [
        [/[^)]+/, 'string'],
        [/\)'/, 'string', '@pop'],
        [/\)/, 'string'],
      ],
      curly: [
        [/[^}]+/, 'string'],
        [/\}'/, 'string', '@pop'],
        [/\}/, 'string'],
      ],
      angle: [
        [/[^>]+/, 'string'],
        [/>'/, 'string', '@pop'],
        [/>/, 'string'],
      ],
      other: [
        [/(.)'/, { cases: { '$1==$S2': { token: 'string', next: '@pop' }, '@default': 'string' } }],
        [/./, 'string'],
      ],
      dollar: [
        [
          /\$(\w*)\$/,
          { cases: { 'x$1==$S2': { token: 'string', next: '@pop' }, '@default': 'string' } },
        ],
        [/[^$]+/, 'string'],
        [/\$/, 'string'],
      ],
    },
  };
}
