import type { SshEndpoint } from '../../contract/systems';
import { oneLine, valuesIn, type ProbeAnswer, type ProbeFacts } from './probe-shell';

type Encoding = SshEndpoint['encoding'];

export interface FoundLocale {
  facts: ProbeFacts;
  /** The encoding that fits better than the endpoint's; null when its own will do. */
  better: Encoding | null;
}

/** Names of character sets as `locale charmap` gives them, and numbers of Windows' code pages. */
const encodings: readonly (readonly [pattern: RegExp, encoding: Encoding])[] = [
  [/^utf-?8$|^65001$/i, 'utf-8'],
  [/^(gb18030|gbk|gb2312|euc-?cn|ibm-?eucCN|54936|936)$/i, 'gb18030'],
  [/^(big5(-?hkscs)?|ibm-?eucTW|950)$/i, 'big5'],
  [/^(shift[_-]?jis|sjis|ibm-?9(32|43)|pck|932)$/i, 'shift_jis'],
  [/^(iso-?8859-?1|iso-?8859-?15|cp1252|1252|windows-1252)$/i, 'windows-1252'],
];

/**
 * Reads the language of a host's sessions and compares its encoding with the endpoint's. The
 * plain C locale says nothing of either.
 */
export function readLocale(answer: ProbeAnswer, endpoint: Encoding): FoundLocale {
  const values = valuesIn(answer.stdout);
  const chcp = /^[^=\n]*?:\s*(\d{3,5})\s*$/m.exec(answer.stdout);
  const page = values.get('codepage') ?? chcp?.[1] ?? '';
  const locale = ['lc_all', 'lc_ctype', 'lang'].map((name) => values.get(name)).find(Boolean) ?? '';
  const charmap = page || (values.get('charmap') ?? '') || locale.replace(/^[^.]*\.?/, '');
  const plain = page === '' && /^(C|POSIX)?$/.test(locale);
  const encoding = plain ? null : encodingOf(charmap);
  const better = encoding !== null && encoding !== endpoint ? encoding : null;
  const facts: ProbeFacts = { locale: oneLine(locale), charmap: oneLine(charmap) };
  if (encoding !== null) facts['encoding'] = encoding;
  if (better !== null) facts['better'] = better;
  if (plain) facts['plain'] = true;
  if (page !== '') facts['unproven'] = true;
  return { facts, better };
}

function encodingOf(charmap: string): Encoding | null {
  const name = charmap.trim();
  return encodings.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
