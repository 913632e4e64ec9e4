import type { Words } from '../../contract/runbooks';

/** Words of the faults of a runbook's text, in both languages. */
export const faultTexts = {
  syntax: (detail: string): Words => ({
    zh: `这一行不是正确的 YAML：${detail}`,
    en: `This line is not correct YAML: ${detail}`,
  }),
  aliases: (): Words => ({
    zh: '锚点与别名展开后过大，请直接写出内容。',
    en: 'Anchors and aliases expand to too much. Write the content out.',
  }),
  empty: (): Words => ({
    zh: '文件为空。请从一个现有的运行手册复制开始。',
    en: 'The file is empty. Start from a copy of an existing runbook.',
  }),
  tooLarge: (characters: number): Words => ({
    zh: `文件超过 ${characters} 个字符。`,
    en: `The file is longer than ${characters} characters.`,
  }),
  missing: (field: string): Words => ({ zh: `缺少 ${field}。`, en: `${field} is missing.` }),
  type: (field: string, expected: string): Words => {
    const [zh, en] = typeNames[expected] ?? [expected, expected];
    return { zh: `${field} 应为${zh}。`, en: `${field} must be ${en}.` };
  },
  unknownKey: (field: string, allowed: string): Words => ({
    zh: `不认识 ${field}。这里可以写：${allowed}。`,
    en: `${field} is not known. Here may stand: ${allowed}.`,
  }),
  notOneOf: (field: string, allowed: string): Words => ({
    zh: `${field} 只能是：${allowed}。`,
    en: `${field} must be one of: ${allowed}.`,
  }),
  tooSmall: (field: string, minimum: string): Words => ({
    zh: `${field} 太小或太短，至少为 ${minimum}。`,
    en: `${field} is too small or too short: at least ${minimum}.`,
  }),
  tooBig: (field: string, maximum: string): Words => ({
    zh: `${field} 太大或太长，至多为 ${maximum}。`,
    en: `${field} is too large or too long: at most ${maximum}.`,
  }),
  form: (field: string, pattern: string): Words => ({
    zh: `${field} 的写法不对，应符合 ${pattern}。`,
    en: `${field} is not written as it must be: ${pattern}.`,
  }),
  invalid: (field: string): Words => ({
    zh: `${field} 的值不对。`,
    en: `The value of ${field} is not right.`,
  }),
  parameterTwice: (name: string): Words => ({
    zh: `参数 ${name} 出现了两次。`,
    en: `Parameter ${name} is there twice.`,
  }),
  parameterReserved: (name: string, kind: string): Words => ({
    zh: `参数不能叫 ${name}：它在 ${kind} 里另有含义。`,
    en: `A parameter cannot be called ${name}: it has a meaning of its own in ${kind}.`,
  }),
  parameterUnused: (name: string): Words => ({
    zh: `没有步骤用到参数 ${name}。`,
    en: `No step uses parameter ${name}.`,
  }),
  choicesMissing: (name: string): Words => ({
    zh: `参数 ${name} 的类型是 choice，需要写出 choices。`,
    en: `Parameter ${name} is of type choice and needs choices.`,
  }),
  onlyFor: (key: string, types: string): Words => ({
    zh: `${key} 只用于类型：${types}。`,
    en: `${key} goes only with type: ${types}.`,
  }),
  defaultWrong: (name: string): Words => ({
    zh: `参数 ${name} 的默认值不符合它的类型、范围或选项。文本请加引号。`,
    en: `The default of parameter ${name} does not fit its type, range, pattern or choices. Put a text in quotes.`,
  }),
  secretDefault: (name: string): Words => ({
    zh: `参数 ${name} 是密钥，不能有默认值：它的值是保险库条目的名称。`,
    en: `Parameter ${name} is a secret and has no default: its value is the name of a vault entry.`,
  }),
  pattern: (detail: string): Words => ({
    zh: `pattern 不是正确的正则表达式：${detail}`,
    en: `pattern is not a correct regular expression: ${detail}`,
  }),
  range: (): Words => ({
    zh: 'minimum 大于 maximum。',
    en: 'minimum is larger than maximum.',
  }),
  stepKey: (key: string, kind: string): Words => ({
    zh: `${kind} 步骤不能有 ${key}。`,
    en: `A ${kind} step cannot have ${key}.`,
  }),
  shell: (line: string): Words => ({
    zh: `第一行“${line}”没有指明 sh、bash、dash、ksh 或 zsh。Python 请使用 kind: python。`,
    en: `The first line “${line}” names none of sh, bash, dash, ksh, zsh. For Python use kind: python.`,
  }),
  queryChanges: (): Words => ({
    zh: '查询步骤总是只读，不能声明 changes-state。',
    en: 'A query step only reads; it cannot be declared changes-state.',
  }),
  needless: (key: string): Words => ({
    zh: `只读步骤不会用到 ${key}。`,
    en: `${key} is never used in a step that only reads.`,
  }),
  controlCharacter: (field: string): Words => ({
    zh: `${field} 含有空字符（NUL）。`,
    en: `${field} holds a NUL character.`,
  }),
  changes: (word: string): Words => ({
    zh: `这一步声明只读，但“${word}”看起来会改变系统。审阅之前按“改变状态”处理。这项检查只能发现疏忽，不能证明脚本无害。`,
    en: `This step says it only reads, but “${word}” looks like a change. Until the text is reviewed it counts as changing state. The check finds slips; it proves no script harmless.`,
  }),
  dryRunChanges: (word: string): Words => ({
    zh: `试运行脚本不应改变系统，但“${word}”看起来会。审阅之前，试运行只显示这一步的命令。`,
    en: `A dry run must change nothing, but “${word}” looks like a change. Until the text is reviewed, a dry run only shows this step.`,
  }),
};

/** Names of zod's types, Chinese and English. */
const typeNames: Record<string, readonly [string, string]> = {
  string: ['文本（如以数字开头请加引号）', 'a text (put it in quotes if it looks like a number)'],
  number: ['数字', 'a number'],
  int: ['整数', 'a whole number'],
  boolean: [' true 或 false', 'true or false'],
  array: ['列表（每项以“- ”开头）', 'a list (each item begins with “- ”)'],
  object: ['若干“键: 值”', 'a list of `key: value`'],
};
