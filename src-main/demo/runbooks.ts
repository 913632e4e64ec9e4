/** A runbook of the demo profile as the YAML of its file. */
export interface DemoRunbook {
  id: string;
  text: string;
}

const diskMemory = String.raw`id: demo.disk-memory
version: 1
platform: os-linux
title: { zh: 磁盘与内存, en: Disk and memory }
description:
  zh: 检查磁盘占用、内存和负载；任何一个文件系统达到上限即失败。演示环境用。
  en: Looks at disks, memory and load; fails where a file system is over the limit. For the demo plant.
confidence: high
parameters:
  - name: limit
    type: number
    label: { zh: 占用上限（%）, en: Full at (%) }
    default: 90
    minimum: 1
    maximum: 100
steps:
  - name: { zh: 磁盘, en: Disks }
    kind: shell
    continueOnFailure: true
    script: |
      df -hP
      full=$(df -P | tail -n +2 | while read -r device size used free percent place; do
        if [ "${'$'}{percent%\%}" -ge "$limit" ]; then echo "$place $percent"; fi
      done)
      if [ -n "$full" ]; then
        echo "超过上限 over the limit ($limit%): $full" >&2
        exit 1
      fi
  - name: { zh: 内存与负载, en: Memory and load }
    kind: shell
    script: |
      uptime
      free -m
  - name: { zh: 占用最多的进程, en: Top processes }
    kind: shell
    script: ps aux | head -n 1; ps aux | tail -n +2 | sort -rnk 3 | head -n 5
`;

const oraErrors = String.raw`id: demo.ora-errors
version: 1
platform: oracle-db
title: { zh: 最近的 ORA- 错误, en: Recent ORA- errors }
description:
  zh: 在数据库告警日志和 NC 日志中统计 ORA- 错误，并显示最近几行。演示环境用。
  en: Counts ORA- errors in the alert log and the NC log, and shows the last lines. For the demo plant.
confidence: high
parameters:
  - name: lines
    type: number
    label: { zh: 显示行数, en: Lines to show }
    default: 8
    minimum: 1
    maximum: 200
steps:
  - name: { zh: 按代码统计, en: Count by code }
    kind: shell
    script: |
      found=0
      for log in /u01/oracle/diag/alert_*.log /u01/nc/logs/nc-log.log /u01/nctest/logs/nc-log.log; do
        [ -r "$log" ] || continue
        found=1
        echo "== $log"
        grep -oh 'ORA-[0-9]*' "$log" | sort | uniq -c | sort -rn
      done
      if [ $found -eq 0 ]; then echo "没有日志 no log here"; fi
  - name: { zh: 告警日志最近的错误, en: Last errors of the alert log }
    kind: shell
    script: |
      for log in /u01/oracle/diag/alert_*.log; do
        if [ -r "$log" ]; then grep -n 'ORA-' "$log" | tail -n "$lines"; fi
      done
`;

const middleware = String.raw`id: demo.nc-heap-restart
version: 1
platform: yonyou
title: { zh: 调整 NC 中间件堆内存并重启, en: Set the heap of the NC middleware and restart it }
description:
  zh: 备份参数文件，修改堆内存，重启中间件并检查；失败可回滚到原参数。测试服务器内存不足，默认值会在那里失败。演示环境用。
  en: Keeps the settings, changes the heap, restarts the middleware and checks it; roll back puts the old settings in place. The test server has too little memory for the default, so that it fails there. For the demo plant.
confidence: high
parameters:
  - name: heap
    type: number
    label: { zh: 堆内存（GB）, en: Heap (GB) }
    default: 20
    minimum: 1
    maximum: 48
steps:
  - name: { zh: 当前状态, en: State before }
    kind: shell
    script: |
      systemctl status nc-middleware
      grep -h Xmx /u01/nc*/conf/server.conf
      free -m | head -n 2
  - name: { zh: 修改参数, en: Change the settings }
    kind: shell
    class: changes-state
    sudo: true
    script: |
      conf=$(ls /u01/nc*/conf/server.conf)
      cp "$conf" "$conf.before"
      sed -E "s/-Xmx[0-9]+g/-Xmx${'$'}{heap}g/" "$conf.before" > "$conf"
      grep Xmx "$conf"
    dryRunScript: |
      conf=$(ls /u01/nc*/conf/server.conf)
      echo "$conf:"
      sed -E "s/-Xmx[0-9]+g/-Xmx${'$'}{heap}g/" "$conf" | grep Xmx
    rollback: |
      conf=$(ls /u01/nc*/conf/server.conf)
      cp "$conf.before" "$conf"
      grep Xmx "$conf"
      systemctl restart nc-middleware
      systemctl is-active nc-middleware
  - name: { zh: 重启中间件, en: Restart the middleware }
    kind: shell
    class: changes-state
    sudo: true
    script: systemctl restart nc-middleware
    rollback: systemctl start nc-middleware || echo "稍后随原参数启动 starts with the old settings"
  - name: { zh: 检查, en: Check }
    kind: shell
    script: |
      systemctl is-active nc-middleware
      ps aux | grep nc.server.name
`;

const cleanUp = String.raw`id: demo.log-clean-up
version: 1
platform: os-linux
title: { zh: 清理归档日志, en: Clean up archived logs }
description:
  zh: 列出并删除超过保留天数的归档日志；请先试运行。演示环境用。
  en: Lists archived logs older than the days to keep and removes them; do a dry run first. For the demo plant.
confidence: high
parameters:
  - name: days
    type: number
    label: { zh: 保留天数, en: Days to keep }
    default: 30
    minimum: 1
    maximum: 3650
steps:
  - name: { zh: 当前占用, en: Space taken }
    kind: shell
    script: du -sh /u01/nc*/logs/archive
  - name: { zh: 删除, en: Remove }
    kind: shell
    class: changes-state
    sudo: true
    script: |
      count=$(find /u01/nc*/logs/archive -type f -name '*.log' -mtime "+$days" | wc -l)
      find /u01/nc*/logs/archive -type f -name '*.log' -mtime "+$days" -delete
      echo "已删除 removed: $count"
      du -sh /u01/nc*/logs/archive
    dryRunScript: |
      find /u01/nc*/logs/archive -type f -name '*.log' -mtime "+$days"
      echo "将删除 would be removed: $(find /u01/nc*/logs/archive -type f -name '*.log' -mtime "+$days" | wc -l)"
`;

/**
 * Runbooks in the words that the plant's little shell knows; the shipped ones need awk and
 * more, which it does not simulate.
 */
export const demoRunbooks: readonly DemoRunbook[] = [
  diskMemory,
  oraErrors,
  middleware,
  cleanUp,
].map((text) => ({ id: /^id: (\S+)$/m.exec(text)?.[1] ?? '', text }));
