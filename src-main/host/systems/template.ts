/** A complete inventory in YAML with everything explained, in Chinese and English. It imports as it stands. */
export const yamlTemplate = `# FieldBench 系统清单。修改后用「fieldbench system import 文件」导入，可以反复导入：
# 名称就是键，同名的条目会更新，新名称会新建，文件里没有写到的条目保持不变。
# FieldBench inventory. Edit it and run "fieldbench system import FILE", as often as you like:
# names are the keys. An entry of the same name is updated, a new name is created,
# and what this file does not mention stays as it is.
#
# 这里不写密码。密码用「fieldbench secret set 名称」存入资料库，这里只写它的名称（secret: 名称）。
# No passwords here. Store them with "fieldbench secret set NAME" and write only the NAME (secret: NAME).
fieldbench: 1 # 文件格式的版本 / version of this format

customers:
  - name: 示例制造有限公司 # 必填 / required
    remarks: 合同编号 2026-031 # 可省略 / optional
    sites:
      - name: 苏州工厂 # 必填 / required
        address: 江苏省苏州市工业园区示例路 1 号
        remarks: ""
        systems:
          - name: EBS 生产 # 必填 / required
            # platform 必填，可取以下之一 / required, one of:
            #   oracle-db sqlserver mysql postgresql hana sap oracle-ebs yonyou kingdee
            #   weblogic tomcat jvm iis nginx os-linux os-windows
            platform: oracle-ebs
            version: 12.2.10
            # environment 必填 / required: production（生产）, test（测试）, development（开发）
            environment: production
            contacts:
              - name: 王工 # 必填 / required
                role: 信息部
                phone: +86 512 0000 0000
                email: wang@example.com
            remarks: 每月 25 日关账，期间不要重启。
            endpoints:
              # 一台跳板机：与其他 SSH 主机一样，只需最少的几项
              # a jump host: an SSH host like any other, with the few fields that are needed
              - name: jump-01
                kind: ssh
                host: 192.0.2.1
                username: ops
                auth: agent

              # 一台 SSH 主机，写出了全部连接选项；不写的选项取默认值
              # an SSH host with every connection option; what is left out has its default
              - name: app01 # 必填 / required
                kind: ssh # ssh, log, database, url
                host: 192.0.2.10 # 必填 / required
                port: 22 # 默认 22 / default 22
                username: applmgr # 必填 / required
                auth: key # password（密码）, key（私钥）, agent（ssh-agent）,
                # interactive（登录时由服务器提问，如一次性验证码 / the server asks, e.g. for a one-time code）
                identity: ~/.ssh/id_ed25519 # 私钥文件，仅用于 auth: key / private key, for auth: key
                secret: app01-key # 资料库中的口令条目 / vault entry with its passphrase or password
                jump: jump-01 # 经由的跳板机：同一系统中的 SSH 主机，或全路径「客户 / 现场 / 系统 / 名称」；跳板机可以再有跳板机
                # goes through this SSH host of the same system, or "customer / site / system / name"; it may have a jump host itself
                proxy: "" # 例如 socks5://user@192.0.2.9:1080 或 http://192.0.2.9:3128，仅对第一跳有效 / for the first hop only
                proxy_secret: "" # 资料库中的代理密码条目 / vault entry with the password of the proxy
                agent_forwarding: no # yes, no；开启后该主机的管理员可使用你的密钥 / with yes, whoever is root there can use your keys
                keepalive: 10 # 秒，0 为不发送；连续 3 次无应答即视为断开 / seconds, 0 sends none; three without an answer end it
                connect_timeout: 15 # 秒 / seconds
                algorithms: modern # modern, old；old 另外允许 SHA-1 与 CBC，仅用于老旧服务器 / old also allows SHA-1 and CBC
                encoding: utf-8 # 终端与文件名的编码 / of terminals and file names: utf-8, gb18030, big5, shift_jis, windows-1252
                sudo: password # none（不用）, free（免密码）, password（需密码）
                sudo_secret: app01-sudo # 资料库中的 sudo 密码条目，省略时用 secret / vault entry; without it, secret is used

              # 该主机上的一个日志，path 可用通配符，跟踪最新的匹配文件
              # a log on that host; path may be a glob, the newest match is tailed
              - name: 应用日志
                kind: log
                via: app01 # 必填：同一系统中的 SSH 主机；其他系统的写全路径「客户 / 现场 / 系统 / 名称」
                # required: an SSH host of the same system, or "customer / site / system / name"
                path: /u01/oracle/EBSapps/log/*/application.log # 必填 / required
                encoding: auto # auto, utf-8, gb18030, utf-16le, windows-1252
                sudo: no # yes, no；yes 以 root 身份读取，按该主机的 sudo 设置 / yes reads it as root, by the host's sudo settings

              # 一个数据库 / a database
              - name: 报表库
                kind: database
                dialect: postgresql # postgresql（含人大金仓、openGauss）, mysql（含 MariaDB、OceanBase、TiDB）, oracle, sqlserver, hana, sqlite
                host: 127.0.0.1 # 必填，从 via 主机看到的地址 / required, as seen from the via host
                port: 5432 # 省略时取该类数据库的常用端口 / left out: the usual port of its kind
                database: erp # 必填；Oracle 为服务名或 SID，HANA 为租户 / required; Oracle: service or SID, HANA: tenant
                username: readonly # 必填，请用只读账号 / required, use a read-only account
                secret: erp-readonly
                via: app01 # 经 SSH 隧道连接，直连时删掉此行 / through an SSH tunnel; leave out for a direct connection
                tls: prefer # off, prefer, require, verify（检查证书 / also checks the certificate）
                authority: "" # 证书颁发机构的 PEM 文件，仅用于 verify / PEM file of the certificate authority, for verify
                schema: "" # 未写模式的名称属于它；省略时由服务器决定 / of names without one; left out: the server decides

              # 经 SSH 主机上的 sqlplus 访问的 Oracle 11.2 / an Oracle 11.2 reached by sqlplus on an SSH host
              - name: EBS 库
                kind: database
                dialect: oracle
                host: 127.0.0.1
                database: PROD
                username: fieldbench_read
                secret: ebs-readonly
                via: app01
                oracle_names: sid # service（服务名）, sid
                oracle_driver: sqlplus # thin（12.1 及以上）, thick（本机客户端库 / a client library here）, sqlplus
                oracle_home: /u01/oracle/11.2.0 # thick：本机 Instant Client 文件夹；sqlplus：SSH 主机上的 ORACLE_HOME
                # thick: folder of the Instant Client here; sqlplus: ORACLE_HOME on the SSH host

              # 一个 SQL Server；read_only_intent 让可用性组把会话转到可读副本
              # a SQL Server; by read_only_intent an availability group sends the session to a readable copy
              - name: U8 库
                kind: database
                dialect: sqlserver
                host: 192.0.2.30
                database: UFDATA_001_2026
                username: fieldbench_read
                secret: u8-readonly
                read_only_intent: yes # yes, no

              # 本机上的 SQLite 文件，只读打开 / a SQLite file on this machine, opened for reading only
              - name: 导出文件
                kind: database
                dialect: sqlite
                database: /home/ops/export.db # 必填：路径 / required: its path

              # 一个网址 / an address in a browser
              - name: 门户
                kind: url
                url: https://erp.example.com/OA_HTML/AppsLogin
`;
