import { LineCounter, parseDocument } from 'yaml';
import { compileFormat } from './compile';
import { compileRegex } from './fields';
import { headOf, PatternError } from './pattern';
import { FormatText, shapeProblem, type Said } from './problems';
import { checkSamples } from './samples';
import { formatDocumentSchema, type FormatDocument } from './schema';
import { zoneOf } from './zones';

/** Longer texts are refused before they are read. */
const maxCharacters = 200_000;
/** So many problems are told at once. */
const mostProblems = 5;

/** A format's text, read; `format` is null when it cannot be used, and `problem` says why. */
export interface ReadFormat {
  format: FormatDocument | null;
  /** A line for each thing that is wrong: where, what, and what to do. Null when all is well. */
  problem: Said | null;
}

/**
 * Reads the YAML of a format and checks it: its shape, patterns, regexes, zone, and its own sample
 * lines. Never throws.
 */
export function readFormat(text: string): ReadFormat {
  const shaped = shapeOf(text);
  if ('problem' in shaped) return { format: null, problem: shaped.problem };
  const { format, place } = shaped;
  const problem =
    unsoundness(format, place) ??
    joined(
      checkSamples(format).map(({ sample, key, said }) =>
        place.at(['samples', sample, ...key.split('.')], said),
      ),
    );
  return problem ? { format: null, problem } : { format, problem: null };
}

/** The document in its shape and where its parts stand, or what is wrong with it. */
export function shapeOf(
  text: string,
): { format: FormatDocument; place: FormatText } | { problem: Said } {
  if (text.length > maxCharacters)
    return {
      problem: {
        zh: `文字超过 ${maxCharacters} 个字符。请缩短样例。`,
        en: `The text has more than ${maxCharacters} characters. Shorten its samples.`,
      },
    };
  const lineCounter = new LineCounter();
  const yaml = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter });
  const place = new FormatText(yaml, lineCounter);
  const [error] = yaml.errors;
  if (error) return { problem: place.syntax(error) };
  let value: unknown;
  try {
    value = yaml.toJS({ maxAliasCount: 50 });
  } catch {
    return {
      problem: {
        zh: '引用（*）太多，或引用的名称（&）不存在。请直接写出内容。',
        en: 'There are too many references (*), or one to a name (&) that is not there. Write out what they stand for.',
      },
    };
  }
  const parsed = formatDocumentSchema.safeParse(value, { reportInput: true });
  if (parsed.success) return { format: parsed.data, place };
  const problems = parsed.error.issues.map((issue) => place.at(...shapeProblem(issue)));
  const problem = joined(problems);
  if (!problem) throw new Error('a format that is wrong in no way');
  return { problem };
}

/** What of patterns, regexes and zone cannot work; null when all can. */
function unsoundness(format: FormatDocument, place: FormatText): Said | null {
  if (format.heads.length === 0 && format.unmatched === 'continues')
    return place.at(['heads'], {
      zh: '没有一个模式时，unmatched 须为 record。请写一个模式，或加上 unmatched: record。',
      en: 'Without a pattern, unmatched must be “record”. Write a pattern, or add unmatched: record.',
    });
  const { levelNumbers } = format;
  for (const [index, head] of format.heads.entries())
    try {
      headOf(head, { forms: (text) => [Buffer.from(text)], levelNumbers });
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      return place.at(['heads', index], error.said);
    }
  try {
    zoneOf(format.zone);
  } catch {
    return place.at(['zone'], {
      zh: `没有名为 ${format.zone} 的时区。请写 Asia/Shanghai 这样的名称，或 +08:00 这样的偏移。`,
      en: `There is no zone ${format.zone}. Write a name such as Asia/Shanghai, or an offset such as +08:00.`,
    });
  }
  try {
    compileFormat(format, { encoding: 'utf-8', zone: 'local', year: 2026 });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      zh: `格式太大：${error.message}。请减少模式和级别词。`,
      en: `The format is too large: ${error.message}. Have fewer patterns and level words.`,
    };
  }
  if (!format.fields || !('regexes' in format.fields)) return null;
  for (const [index, regex] of format.fields.regexes.entries()) {
    const said = regexProblem(regex);
    if (said) return place.at(['fields', 'regexes', index], said);
  }
  return null;
}

function regexProblem(regex: string): Said | null {
  try {
    const names = compileRegex(regex).captureNames();
    if (names.some((name) => name !== null)) return null;
    return {
      zh: '这个正则表达式没有命名分组。请把要成为字段的部分写作 (?<名称>…)，名称用英文。',
      en: 'This regex has no named group. Write what is to become a field as (?<name>…).',
    };
  } catch (error) {
    // The library shows the place in the regex, and says what it is in English.
    const message = error instanceof Error ? error.message : String(error);
    const words = message.replace(/^[\s\S]*error: /, '').trim();
    return {
      zh: `正则表达式无法读懂（${words}）。语法与 ripgrep 相同，不支持环视与反向引用。`,
      en: `This regex cannot be read: ${words}. The syntax is ripgrep’s, without look-around and backreferences.`,
    };
  }
}

function joined(problems: readonly Said[]): Said | null {
  if (problems.length === 0) return null;
  const shown = problems.slice(0, mostProblems);
  return {
    zh: shown.map(({ zh }) => zh).join('\n'),
    en: shown.map(({ en }) => en).join('\n'),
  };
}
