type Translate = (key: string) => string;

/** What a new runbook begins with: the smallest one that is complete, with its remarks. */
export function newRunbookText(t: Translate): string {
  return `# ${t('template.head')}
# ${t('template.quoting')}
id: my.disk-usage
version: 1
platform: os-linux
title:
  zh: 磁盘使用率
  en: Disk usage
description:
  zh: 列出使用率最高的文件系统，不更改任何内容。
  en: Lists the fullest file systems. Changes nothing.
source: ''
confidence: medium
unproven: true  # ${t('template.unproven')}
parameters:
  - name: count
    type: number
    label: { zh: 显示几个, en: How many to show }
    default: 10
    minimum: 1
    maximum: 100
steps:
  - name: { zh: 文件系统, en: File systems }
    kind: shell  # ${t('template.kind')}
    class: read-only  # ${t('template.class')}
    timeoutSeconds: 30
    script: |
      df -hP | sort -k5 -rn | head -n "$count"
`;
}
