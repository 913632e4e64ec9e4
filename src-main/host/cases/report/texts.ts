import type { TimelineEntry } from '../../../contract/cases';
import type { Severity } from '../../../contract/query-document';

export type ReportLanguage = 'zh-CN' | 'en';

/** Words of an exported case. They are part of the document, not of the screen. */
export interface ReportTexts {
  lang: string;
  summary: string;
  number: string;
  status: string;
  priority: string;
  customer: string;
  site: string;
  system: string;
  reporter: string;
  created: string;
  exported: string;
  engineer: string;
  auditHead: string;
  none: string;
  reportedWords: string;
  notes: string;
  note: string;
  evidence: string;
  timeline: string;
  time: string;
  event: string;
  provenance: string;
  remark: string;
  intact: string;
  damaged: string;
  removed: string;
  clippedLines(shown: number, total: number): string;
  clippedRows(shown: number, total: number): string;
  /** How bad a row is by the thresholds of its query. */
  severity: string;
  severities: Record<Severity, string>;
  /** Text was changed before it left the case, at so many places. */
  redacted(hits: number): string;
  binary(mediaType: string, bytes: number): string;
  statuses: Record<string, string>;
  environments: Record<string, string>;
  /** What a transcript is of. */
  transcriptOrigins: Record<'terminal' | 'run', string>;
  fields: Record<string, string>;
  happened(entry: TimelineEntry): string;
}

const zhStatuses: Record<string, string> = {
  new: '新建',
  'in-progress': '处理中',
  'waiting-customer': '等待客户',
  'waiting-vendor': '等待原厂',
  resolved: '已解决',
  closed: '已关闭',
};

const enStatuses: Record<string, string> = {
  new: 'New',
  'in-progress': 'In progress',
  'waiting-customer': 'Waiting for customer',
  'waiting-vendor': 'Waiting for vendor',
  resolved: 'Resolved',
  closed: 'Closed',
};

export const reportTexts: Record<ReportLanguage, ReportTexts> = {
  'zh-CN': {
    lang: 'zh-CN',
    summary: '概要',
    number: '编号',
    status: '状态',
    priority: '优先级',
    customer: '客户',
    site: '现场',
    system: '系统',
    reporter: '报告人',
    created: '创建时间',
    exported: '导出时间',
    engineer: '工程师',
    auditHead: '审计链末端',
    none: '无',
    reportedWords: '报告人原话',
    notes: '笔记',
    note: '笔记',
    evidence: '证据',
    timeline: '时间线',
    time: '时间',
    event: '事件',
    provenance: '出处',
    remark: '备注',
    intact: '内容与采集时的 SHA-256 一致。',
    damaged:
      '已存储的内容与采集时的 SHA-256 不一致：文件已损坏或被改动，下面只列出仍可读取的部分。',
    removed: '已移出',
    clippedLines: (shown, total) =>
      `这里列出 ${total} 行中的前 ${shown} 行，全文保存在 FieldBench 中。`,
    severity: '严重程度',
    severities: { warning: '警告', critical: '严重' },
    clippedRows: (shown, total) =>
      `这里列出 ${total} 行结果中的前 ${shown} 行，全部结果保存在 FieldBench 中。`,
    binary: (mediaType, bytes) => `文件（${mediaType}，${bytes} 字节）保存在 FieldBench 中。`,
    statuses: zhStatuses,
    environments: { production: '生产', test: '测试', development: '开发' },
    transcriptOrigins: { terminal: '终端会话', run: '脚本运行' },
    redacted: (hits) =>
      `以下为脱敏后的文本（替换 ${hits} 处）；原文保留在案例中，两者的 SHA-256 均列于来源信息。`,
    fields: {
      capturedAt: '采集时间',
      clockOffset: '本机时钟误差（毫秒）',
      bytes: '字节数',
      sha256: 'SHA-256',
      redacted: '脱敏替换处数',
      redactedSha256: '脱敏文本的 SHA-256',
      logClock: '日志时钟校正（毫秒）',
      origins: '来源文件与字节范围',
      system: '系统',
      environment: '环境',
      host: '主机',
      path: '路径',
      inode: 'inode',
      byteRange: '字节范围',
      lines: '行数',
      encoding: '编码',
      filter: '过滤条件',
      command: '读取命令',
      server: '服务器',
      database: '数据库',
      username: '账号',
      startedAt: '运行时刻',
      rows: '取出的行号',
      rowCount: '取出的行数',
      name: '文件名',
      mediaType: '类型',
      changedAt: '主机上的修改时间',
      transcriptOrigin: '记录类型',
      began: '开始',
      ended: '结束',
      format: '格式',
      wholeSha256: '完整录制的 SHA-256',
    },
    happened: ({ kind, params }) => {
      switch (kind) {
        case 'created':
          return `创建案例 ${params['number'] ?? ''}`;
        case 'status':
          return `状态由「${zhStatuses[params['from'] ?? ''] ?? ''}」改为「${zhStatuses[params['to'] ?? ''] ?? ''}」`;
        case 'priority':
          return `优先级由 ${params['from'] ?? ''} 改为 ${params['to'] ?? ''}`;
        case 'evidence':
          return `加入证据 ${params['number'] ?? ''}：${params['title'] ?? ''}`;
        case 'evidence-removed':
          return `移出证据 ${params['number'] ?? ''}`;
        case 'evidence-restored':
          return `放回证据 ${params['number'] ?? ''}`;
        case 'note':
          return params['title'] ? `新建笔记：${params['title']}` : '新建笔记';
        case 'remark':
          return `修改证据 ${params['number'] ?? ''} 的备注`;
        case 'redaction':
          return params['rules'] === '0'
            ? `取消证据 ${params['number'] ?? ''} 的脱敏`
            : `为证据 ${params['number'] ?? ''} 设置脱敏规则（${params['rules'] ?? ''} 条）`;
        case 'edited':
          return '修改案例';
      }
    },
  },
  en: {
    lang: 'en',
    summary: 'Summary',
    number: 'Number',
    status: 'Status',
    priority: 'Priority',
    customer: 'Customer',
    site: 'Site',
    system: 'System',
    reporter: 'Reporter',
    created: 'Opened',
    exported: 'Exported',
    engineer: 'Engineer',
    auditHead: 'Head of the audit chain',
    none: 'None',
    reportedWords: 'In the reporter’s own words',
    notes: 'Notes',
    note: 'Note',
    evidence: 'Evidence',
    timeline: 'Timeline',
    time: 'Time',
    event: 'Event',
    provenance: 'Provenance',
    remark: 'Remark',
    intact: 'The content has the SHA-256 taken at capture.',
    damaged:
      'The stored content no longer has the SHA-256 taken at capture: it is damaged or was changed. Only what can still be read stands below.',
    removed: 'removed',
    clippedLines: (shown, total) =>
      `The first ${shown} of ${total} lines stand here; FieldBench keeps the whole text.`,
    severity: 'Severity',
    severities: { warning: 'warning', critical: 'critical' },
    clippedRows: (shown, total) =>
      `The first ${shown} of ${total} rows stand here; FieldBench keeps the whole result.`,
    binary: (mediaType, bytes) => `The file (${mediaType}, ${bytes} bytes) is kept in FieldBench.`,
    statuses: enStatuses,
    environments: { production: 'production', test: 'test', development: 'development' },
    transcriptOrigins: { terminal: 'terminal session', run: 'runbook run' },
    redacted: (hits) =>
      `This text was redacted before it left the case (${hits} places). The original stays in the case; the SHA-256 of both is in the provenance.`,
    fields: {
      capturedAt: 'Captured',
      clockOffset: 'Error of this device’s clock (ms)',
      bytes: 'Bytes',
      sha256: 'SHA-256',
      redacted: 'Places redacted',
      redactedSha256: 'SHA-256 of the redacted text',
      logClock: 'Correction of the log’s clock (ms)',
      origins: 'Files and byte ranges',
      system: 'System',
      environment: 'Environment',
      host: 'Host',
      path: 'Path',
      inode: 'Inode',
      byteRange: 'Byte range',
      lines: 'Lines',
      encoding: 'Encoding',
      filter: 'Filter',
      command: 'Read by command',
      server: 'Server',
      database: 'Database',
      username: 'User',
      startedAt: 'Run',
      rows: 'Row numbers taken',
      rowCount: 'Rows taken',
      name: 'File name',
      mediaType: 'Type',
      changedAt: 'Changed on the host',
      transcriptOrigin: 'Kind of record',
      began: 'Began',
      ended: 'Ended',
      format: 'Format',
      wholeSha256: 'SHA-256 of the whole recording',
    },
    happened: ({ kind, params }) => {
      switch (kind) {
        case 'created':
          return `Case ${params['number'] ?? ''} opened`;
        case 'status':
          return `Status changed from ${enStatuses[params['from'] ?? ''] ?? ''} to ${enStatuses[params['to'] ?? ''] ?? ''}`;
        case 'priority':
          return `Priority changed from ${params['from'] ?? ''} to ${params['to'] ?? ''}`;
        case 'evidence':
          return `Evidence ${params['number'] ?? ''} added: ${params['title'] ?? ''}`;
        case 'evidence-removed':
          return `Evidence ${params['number'] ?? ''} removed`;
        case 'evidence-restored':
          return `Evidence ${params['number'] ?? ''} brought back`;
        case 'note':
          return params['title'] ? `Note added: ${params['title']}` : 'Note added';
        case 'remark':
          return `Remark of evidence ${params['number'] ?? ''} changed`;
        case 'redaction':
          return params['rules'] === '0'
            ? `Redaction of evidence ${params['number'] ?? ''} lifted`
            : `Redaction of evidence ${params['number'] ?? ''} set (${params['rules'] ?? ''} rules)`;
        case 'edited':
          return 'Case edited';
      }
    },
  },
};
