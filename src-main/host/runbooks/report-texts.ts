import type { Words } from '../../contract/runbooks';

/** Languages of a report. */
export type ReportLanguage = 'zh-CN' | 'en';

/** The text of the report's language. */
export function inLanguage(words: Words, language: ReportLanguage): string {
  return language === 'zh-CN' ? words.zh : words.en;
}

/** Words of a run's report. They are part of the document, not of the screen. */
export interface RunReportTexts {
  /** Between a label and what it is the label of. */
  colon: string;
  run: string;
  runbook: string;
  version: string;
  dryRun: string;
  yes: string;
  state: string;
  started: string;
  ended: string;
  startedBy: string;
  startedByWhom: Record<'user' | 'schedule' | 'cli', string>;
  change: string;
  reason: string;
  parameters: string;
  transcript: string;
  auditHead: string;
  file: string;
  hosts: string;
  host: string;
  address: string;
  environment: string;
  environments: Record<string, string>;
  step: string;
  exit: string;
  duration: string;
  cause: string;
  details: string;
  rollback: string;
  command: string;
  lastOutput: string;
  noOutput: string;
  cut: string;
  unknownNote: string;
  states: Record<string, string>;
  seconds: (ms: number) => string;
  summary: (counts: Record<string, number>, total: number) => string;
}

/** @param language of the reader */
export function runReportTexts(language: ReportLanguage): RunReportTexts {
  return language === 'zh-CN' ? chinese : english;
}

const order = ['failed', 'unknown', 'cancelled', 'done', 'running', 'waiting'] as const;

const chinese: RunReportTexts = {
  colon: '：',
  run: '运行手册运行报告',
  runbook: '运行手册',
  version: '版本',
  dryRun: '试运行（未改变任何系统）',
  yes: '是',
  state: '结果',
  started: '开始',
  ended: '结束',
  startedBy: '发起',
  startedByWhom: { user: '工程师', schedule: '计划', cli: '命令行' },
  change: '变更单',
  reason: '原因',
  parameters: '参数',
  transcript: '记录 SHA-256',
  auditHead: '审计链末端',
  file: '运行手册文件 SHA-256',
  hosts: '主机与步骤',
  host: '主机',
  address: '地址',
  environment: '环境',
  environments: { production: '生产', test: '测试', development: '开发' },
  step: '步骤',
  exit: '退出码',
  duration: '用时',
  cause: '原因',
  details: '明细（失败在前）',
  rollback: '回退',
  command: '运行的命令',
  lastOutput: '输出的末尾',
  noOutput: '没有输出。',
  cut: '输出超过 16 MiB，其余未保留。',
  unknownNote: '连接或程序在这一步运行时中断，这一步可能已经运行。再次运行之前请在主机上确认。',
  states: {
    waiting: '等待',
    running: '运行中',
    done: '完成',
    failed: '失败',
    skipped: '跳过',
    shown: '仅显示',
    cancelled: '已停止',
    unknown: '不确定',
  },
  seconds: (ms) => `${(ms / 1000).toFixed(1)} 秒`,
  summary: (counts, total) =>
    `共 ${total} 台主机：${order
      .filter((state) => counts[state])
      .map((state) => `${chinese.states[state]} ${counts[state]}`)
      .join('，')}。`,
};

const english: RunReportTexts = {
  colon: ': ',
  run: 'Runbook report',
  runbook: 'Runbook',
  version: 'Version',
  dryRun: 'Dry run (nothing was changed)',
  yes: 'yes',
  state: 'Result',
  started: 'Started',
  ended: 'Ended',
  startedBy: 'Started by',
  startedByWhom: { user: 'engineer', schedule: 'schedule', cli: 'command line' },
  change: 'Change number',
  reason: 'Reason',
  parameters: 'Parameters',
  transcript: 'SHA-256 of the transcript',
  auditHead: 'Head of the audit chain',
  file: 'SHA-256 of the runbook file',
  hosts: 'Hosts and steps',
  host: 'Host',
  address: 'Address',
  environment: 'Environment',
  environments: { production: 'production', test: 'test', development: 'development' },
  step: 'Step',
  exit: 'Exit',
  duration: 'Time',
  cause: 'Cause',
  details: 'Details, failures first',
  rollback: 'Roll-back',
  command: 'Command',
  lastOutput: 'End of the output',
  noOutput: 'No output.',
  cut: 'More than 16 MiB came; the rest was not kept.',
  unknownNote:
    'The connection or the program was lost while this step ran: it may have been done. Look at the host before you run it again.',
  states: {
    waiting: 'waiting',
    running: 'running',
    done: 'done',
    failed: 'failed',
    skipped: 'skipped',
    shown: 'only shown',
    cancelled: 'stopped',
    unknown: 'unknown',
  },
  seconds: (ms) => `${(ms / 1000).toFixed(1)} s`,
  summary: (counts, total) =>
    `${total} ${total === 1 ? 'host' : 'hosts'}: ${order
      .filter((state) => counts[state])
      .map((state) => `${counts[state]} ${english.states[state]}`)
      .join(', ')}.`,
};
