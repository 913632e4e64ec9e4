import type { LineCounter, Document, YAMLError } from 'yaml';
import type { z } from '../../../../contract/common';

/** A sentence in both languages: what is wrong with a format, and what to do about it. */
export interface Said {
  zh: string;
  en: string;
}

/** Where in the YAML something stands: keys and positions from the outside in. */
export type YamlPath = readonly (string | number)[];

/** The text of a format, to say on which line something stands. */
export class FormatText {
  private readonly yaml: Document.Parsed;
  private readonly lines: LineCounter;

  constructor(yaml: Document.Parsed, lines: LineCounter) {
    this.yaml = yaml;
    this.lines = lines;
  }

  /** A problem with its place: line and key. */
  at(path: YamlPath, said: Said): Said {
    const line = this.lineOf(path);
    const key = path.join('.');
    const zh = [line && `第 ${line} 行`, key && `${key}`].filter(Boolean).join('，');
    const en = [line && `Line ${line}`, key && `${key}`].filter(Boolean).join(', ');
    return { zh: zh ? `${zh}：${said.zh}` : said.zh, en: en ? `${en}: ${said.en}` : said.en };
  }

  /** What the parser cannot read. */
  syntax({ code, linePos, message }: YAMLError): Said {
    const known = syntaxes[code] ?? {
      zh: '这里不是有效的 YAML。请检查这一行的引号、冒号和缩进。',
      en: 'This is no valid YAML here. Check the quotes, colons and indents of this line.',
    };
    const place = linePos?.[0];
    if (!place) return { zh: known.zh, en: `${known.en} (${message})` };
    const { line, col } = place;
    return {
      zh: `第 ${line} 行第 ${col} 列：${known.zh}`,
      en: `Line ${line}, column ${col}: ${known.en}`,
    };
  }

  /** The line of the innermost part of a path that is there. */
  private lineOf(path: YamlPath): number | null {
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = this.yaml.getIn(path.slice(0, length), true);
      const range = typeof node === 'object' && node && 'range' in node ? node.range : null;
      if (Array.isArray(range)) return this.lines.linePos(Number(range[0])).line;
    }
    return null;
  }
}

/** What people get wrong most, by the parser's names for it. */
const syntaxes: Partial<Record<YAMLError['code'], Said>> = {
  TAB_AS_INDENT: {
    zh: '缩进不能用制表符。请改用空格。',
    en: 'Indents cannot be tabs. Use blanks.',
  },
  BAD_INDENT: {
    zh: '缩进与上下行不一致。请与同级的键对齐。',
    en: 'The indent does not fit the lines around it. Align it with the keys of its level.',
  },
  DUPLICATE_KEY: {
    zh: '同一个键写了两次。请删去一个。',
    en: 'The same key stands here twice. Delete one.',
  },
  MISSING_CHAR: {
    zh: '缺少一个结尾的引号、括号，或键后的冒号与空格。请补上。',
    en: 'A closing quote or bracket, or the colon and blank after a key, is missing. Add it.',
  },
  BAD_DQ_ESCAPE: {
    zh: '双引号中的反斜杠写法无效。请改用单引号，其中的反斜杠就是它自己。',
    en: 'A backslash in double quotes is not valid so. Use single quotes: there it stands for itself.',
  },
  BAD_SCALAR_START: {
    zh: '以 % @ ` 等符号开头的文字要写在引号里。请加上单引号。',
    en: 'A text that begins with % @ or ` must stand in quotes. Add single quotes.',
  },
  BAD_DIRECTIVE: {
    zh: '以 % 开头的模式要写在引号里。请加上单引号。',
    en: 'A pattern that begins with % must stand in quotes. Add single quotes.',
  },
  MULTILINE_IMPLICIT_KEY: {
    zh: '键与冒号要写在同一行。请检查上一行是否少了冒号或引号。',
    en: 'A key and its colon stand in one line. See whether the line before lacks a colon or a quote.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    zh: '一行里有两个“键: 值”。请把含冒号的文字放进引号，或分成两行。',
    en: 'There are two “key: value” in one line. Put a text with a colon in quotes, or make it two lines.',
  },
  MULTIPLE_DOCS: {
    zh: '一段文字只能有一个格式。请删去“---”及其后的内容。',
    en: 'A text holds one format only. Delete “---” and what follows.',
  },
};

const kinds: Record<string, Said> = {
  string: { zh: '文字', en: 'a text' },
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'a whole number' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '若干个“键: 值”', en: 'a set of “key: value”' },
  record: { zh: '若干个“键: 值”', en: 'a set of “key: value”' },
};

const units: Record<string, [zh: string, en: string]> = {
  string: [' 个字符', ' characters'],
  array: [' 项', ' entries'],
};

/** What does not fit the shape of a format, with its path. */
export function shapeProblem(issue: z.core.$ZodIssue): [path: YamlPath, said: Said] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  return [path, said(issue, path)];
}

function said(issue: z.core.$ZodIssue, path: YamlPath): Said {
  switch (issue.code) {
    case 'invalid_type': {
      const kind = kinds[issue.expected] ?? { zh: issue.expected, en: issue.expected };
      return issue.input === undefined
        ? { zh: `缺少这个键，应为${kind.zh}。请补上。`, en: `This key is missing: add ${kind.en}.` }
        : { zh: `这里应为${kind.zh}。`, en: `This must be ${kind.en}.` };
    }
    case 'unrecognized_keys': {
      const keys = issue.keys.join(', ');
      return {
        zh: `没有名为 ${keys} 的键。请核对拼写，可用的键见日志格式说明。`,
        en: `There is no key ${keys}. Check its spelling; the page on formats of logs lists the keys.`,
      };
    }
    case 'invalid_value': {
      const values = issue.values.map(String).join(', ');
      return { zh: `只能是：${values}。`, en: `This must be one of: ${values}.` };
    }
    case 'too_small':
    case 'too_big': {
      const isSmall = issue.code === 'too_small';
      const limit = String(isSmall ? issue.minimum : issue.maximum);
      const [zh, en] = units[issue.origin] ?? ['', ''];
      return isSmall
        ? { zh: `至少要 ${limit}${zh}。`, en: `This must have at least ${limit}${en}.` }
        : { zh: `最多 ${limit}${zh}。`, en: `This must have at most ${limit}${en}.` };
    }
    case 'invalid_format':
      return path[0] === 'zone'
        ? {
            zh: '时区应为 local、utc、+08:00 这样的偏移，或 Asia/Shanghai 这样的名称。',
            en: 'A zone is local, utc, an offset such as +08:00, or a name such as Asia/Shanghai.',
          }
        : {
            zh: '名称只能有小写字母、数字和 -，并以字母或数字开头。',
            en: 'A name has small letters, digits and - only, and begins with a letter or digit.',
          };
    case 'invalid_union':
      return path[0] === 'heads'
        ? {
            zh: '应为一个模式（文字），或含 pattern 的“键: 值”，其余键只能是 as、level、notAfterStart、weak。',
            en: 'This must be a pattern (a text), or keys with pattern, and of as, level, notAfterStart and weak.',
          }
        : {
            zh: '应有 regexes、style（json、logfmt 或 w3c）、csv 三者之一。',
            en: 'This must have one of regexes, style (json, logfmt or w3c) and csv.',
          };
    default:
      return { zh: `这里的值无效（${issue.message}）。`, en: `${issue.message}.` };
  }
}
