import type { Dialect } from '../../../contract/dialects';

/** How a dialect's text falls into tokens. Sources are named at each dialect. */
export interface LexicalRules {
  /** Opening → closing quote of names; a doubled closing quote stands for itself. */
  names: Readonly<Record<string, string>>;
  /** Quotes of strings. */
  strings: string;
  /** In which strings a backslash takes the next character with it. */
  backslash: 'never' | 'always' | 'after-e';
  /** `q'[ ]'` and its kin. */
  alternativeQuotes: boolean;
  /** `$tag$ … $tag$`. */
  dollarQuotes: boolean;
  /** `#` begins a comment. */
  hashComments: boolean;
  /** `--` begins a comment only before a blank or a control character. */
  dashNeedsBlank: boolean;
  nestedComments: boolean;
  /** Comments that the server executes. */
  executable: RegExp | null;
  /** Comments that the server takes for hints. */
  hint: RegExp | null;
  /** Characters beyond letters, digits and `_` that a name may begin with and go on with. */
  wordStart: string;
  wordPart: string;
  /** Placeholders an author might write himself; they have no name to give a value to. */
  positional: RegExp;
  /** Brackets take slices, where a colon begins no parameter. */
  slices: boolean;
  /** What the driver binds: the text for the n-th name, from 1. */
  placeholder(number: number): string;
  /** What ends a statement besides `;`, alone at the end of a text or on a line of its own. */
  separator: RegExp | null;
}

const basic = {
  names: { '"': '"' },
  strings: "'",
  backslash: 'never',
  alternativeQuotes: false,
  dollarQuotes: false,
  hashComments: false,
  dashNeedsBlank: false,
  nestedComments: false,
  executable: null,
  hint: null,
  wordStart: '',
  wordPart: '$#',
  positional: /\?\d*/y,
  slices: false,
  separator: null,
} as const;

export const lexicalRules: Readonly<Record<Dialect, LexicalRules>> = {
  // PostgreSQL manual, 4.1 Lexical Structure; standard_conforming_strings is on in our sessions.
  postgresql: {
    ...basic,
    backslash: 'after-e',
    dollarQuotes: true,
    nestedComments: true,
    wordPart: '$',
    positional: /\$\d+/y,
    slices: true,
    placeholder: (number) => `$${number}`,
  },
  // MySQL Reference Manual, 11.1 to 11.7 (Language Structure); mariadb.com/kb, Comment Syntax.
  mysql: {
    ...basic,
    names: { '`': '`' },
    strings: `'"`,
    backslash: 'always',
    hashComments: true,
    dashNeedsBlank: true,
    executable: /\/\*M?!/y,
    hint: /\/\*\+/y,
    wordStart: '$',
    wordPart: '$',
    placeholder: () => '?',
    separator: /\\[gG](?=\s*$)/y,
  },
  // Oracle SQL Language Reference, Literals, Comments, Hints; SQL*Plus User's Guide, "/".
  oracle: {
    ...basic,
    alternativeQuotes: true,
    hint: /(?:\/\*|--)\+/y,
    positional: /:\d+|\?/y,
    placeholder: (number) => `:${number}`,
    separator: /\/(?=[^\S\n]*(?:\n|$))/y,
  },
  // learn.microsoft.com: Database identifiers; Slash Star (comments nest); GO is the tools' word.
  sqlserver: {
    ...basic,
    names: { '"': '"', '[': ']' },
    nestedComments: true,
    wordStart: '#',
    wordPart: '$#@',
    placeholder: (number) => `@p${number}`,
    separator: /GO(?:[^\S\n]+\d+)?(?=[^\S\n]*\r?(?:\n|$))/iy,
  },
  // SAP HANA SQL Reference Guide, Introduction to SQL, and HINT Details.
  hana: { ...basic, placeholder: () => '?' },
  // sqlite.org: lang_comment, lang_keywords, lang_expr.
  sqlite: {
    ...basic,
    names: { '"': '"', '[': ']', '`': '`' },
    wordPart: '$',
    positional: /\?\d*|[@$][A-Za-z_]\w*/y,
    placeholder: () => '?',
  },
};
