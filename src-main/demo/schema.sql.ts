/** The role that visitors get: it may only read, as an account for diagnosis should. */
export const DATABASE_ROLE = 'demo';
/** The role for who logs in under this name: it may write, as the application does. */
export const DATABASE_WRITER_ROLE = 'demo_app';
/** Name of the demo database. */
export const DATABASE_NAME = 'nc65';

/**
 * A small ERP schema with about 45,000 generated rows and Chinese comments. The foreign key
 * of `bd_material_journal` has no index on purpose: it is what the newcomer is to find.
 * Rows are computed from their number, so that every start gives the same data.
 */
export const SCHEMA_SQL = `
CREATE TABLE bd_customer (
  pk_customer  integer PRIMARY KEY,
  code         text NOT NULL UNIQUE,
  name         text NOT NULL,
  city         text,
  credit_limit numeric(14,2) NOT NULL DEFAULT 0
);
COMMENT ON TABLE bd_customer IS '客户档案';
COMMENT ON COLUMN bd_customer.code IS '客户编码';
COMMENT ON COLUMN bd_customer.name IS '客户名称';
COMMENT ON COLUMN bd_customer.city IS '所在城市';
COMMENT ON COLUMN bd_customer.credit_limit IS '信用额度（元）';

CREATE TABLE bd_material (
  pk_material integer PRIMARY KEY,
  code        text NOT NULL UNIQUE,
  name        text NOT NULL,
  spec        text,
  unit        text NOT NULL,
  enabled     boolean NOT NULL DEFAULT true,
  created_at  timestamptz NOT NULL,
  ts          timestamptz NOT NULL
);
COMMENT ON TABLE bd_material IS '物料主数据';
COMMENT ON COLUMN bd_material.code IS '物料编码';
COMMENT ON COLUMN bd_material.name IS '物料名称';
COMMENT ON COLUMN bd_material.spec IS '规格型号';
COMMENT ON COLUMN bd_material.unit IS '主计量单位';
COMMENT ON COLUMN bd_material.enabled IS '是否启用';
COMMENT ON COLUMN bd_material.ts IS '时间戳';

CREATE TABLE bd_material_journal (
  pk_journal  bigint PRIMARY KEY,
  pk_material integer NOT NULL CONSTRAINT fk_material REFERENCES bd_material,
  changed_at  timestamptz NOT NULL,
  action      text NOT NULL,
  operator    text NOT NULL,
  remark      text
);
COMMENT ON TABLE bd_material_journal IS '物料变更记录';
COMMENT ON COLUMN bd_material_journal.pk_material IS '物料主键（外键，缺少索引）';
COMMENT ON COLUMN bd_material_journal.action IS '操作';
COMMENT ON COLUMN bd_material_journal.operator IS '操作员';

CREATE TABLE po_order (
  pk_order   integer PRIMARY KEY,
  order_no   text NOT NULL UNIQUE,
  supplier   text NOT NULL,
  ordered_on date NOT NULL,
  status     text NOT NULL,
  total      numeric(14,2) NOT NULL
);
COMMENT ON TABLE po_order IS '采购订单';
COMMENT ON COLUMN po_order.order_no IS '订单号';
COMMENT ON COLUMN po_order.supplier IS '供应商';
COMMENT ON COLUMN po_order.status IS '状态';
COMMENT ON COLUMN po_order.total IS '价税合计（元）';

CREATE TABLE po_order_b (
  pk_order_b  integer PRIMARY KEY,
  pk_order    integer NOT NULL REFERENCES po_order,
  row_no      integer NOT NULL,
  pk_material integer NOT NULL REFERENCES bd_material,
  quantity    numeric(12,3) NOT NULL,
  price       numeric(12,4) NOT NULL
);
COMMENT ON TABLE po_order_b IS '采购订单明细';
COMMENT ON COLUMN po_order_b.quantity IS '数量';
COMMENT ON COLUMN po_order_b.price IS '单价';

CREATE TABLE gl_voucher (
  pk_voucher  integer PRIMARY KEY,
  voucher_no  text NOT NULL UNIQUE,
  prepared_on date NOT NULL,
  prepared_by text NOT NULL,
  status      text NOT NULL,
  debit_total numeric(14,2) NOT NULL,
  summary     text
);
COMMENT ON TABLE gl_voucher IS '总账凭证';
COMMENT ON COLUMN gl_voucher.voucher_no IS '凭证号';
COMMENT ON COLUMN gl_voucher.prepared_by IS '制单人';
COMMENT ON COLUMN gl_voucher.debit_total IS '借方合计（元）';
COMMENT ON COLUMN gl_voucher.summary IS '摘要';

INSERT INTO bd_customer
SELECT n, 'C' || lpad(n::text, 5, '0'),
       (ARRAY['澜江','东泰','华锐','新源','恒丰','科达'])[1 + n % 6] ||
       (ARRAY['机械','汽配','电气','轴承'])[1 + n / 6 % 4] || '有限公司' || n,
       (ARRAY['苏州','宁波','佛山','青岛','重庆','长沙'])[1 + n % 6], 10000 * (1 + n % 50)
  FROM generate_series(1, 500) n;

INSERT INTO bd_material
SELECT n, 'MAT-' || lpad(n::text, 6, '0'),
       (ARRAY['深沟球轴承','内六角螺栓','液压油缸','铝合金型材','伺服电机','密封圈'])[1 + n % 6] || ' ' || n,
       (10 + n % 90) || '×' || (5 + n % 40) || ' mm', (ARRAY['个','件','千克','米'])[1 + n % 4],
       n % 37 <> 0, timestamptz '2022-03-01 08:00+08' + n * interval '31 minutes',
       timestamptz '2024-05-01 08:00+08' + n * interval '40 seconds'
  FROM generate_series(1, 8000) n;

INSERT INTO bd_material_journal
SELECT n, 1 + (n * 7919) % 8000, timestamptz '2023-01-01 08:00+08' + n * interval '29 minutes',
       (ARRAY['新增','修改','停用','启用','导入'])[1 + n % 5],
       (ARRAY['wangfang','liqiang','zhaomin','sunlei','chenjing'])[1 + n % 5], '批次 ' || n % 400
  FROM generate_series(1, 22000) n;

INSERT INTO po_order
SELECT n, 'PO' || (2400000 + n), (ARRAY['澜江标准件厂','东泰轴承','华锐金属','新源密封'])[1 + n % 4],
       date '2023-06-01' + n % 360, (ARRAY['已审批','待审批','已关闭','已入库'])[1 + n % 4],
       round((500 + (n * 7907) % 90000)::numeric * 1.13, 2)
  FROM generate_series(1, 3000) n;

INSERT INTO po_order_b
SELECT n, 1 + (n - 1) / 3, 1 + (n - 1) % 3, 1 + (n * 4931) % 8000, 1 + n % 200,
       round((100 + n % 9000)::numeric / 100, 4)
  FROM generate_series(1, 9000) n;
CREATE INDEX po_order_b_order ON po_order_b (pk_order);
CREATE INDEX po_order_b_material ON po_order_b (pk_material);

INSERT INTO gl_voucher
SELECT n, '记-' || lpad(n::text, 5, '0'), date '2024-01-02' + n % 150,
       (ARRAY['王芳','赵敏','陈静'])[1 + n % 3], CASE WHEN n % 11 = 0 THEN 'open' ELSE 'approved' END,
       (100 + (n * 7901) % 800000)::numeric / 10, (ARRAY['采购入库','销售出库','费用报销','工资计提'])[1 + n % 4]
  FROM generate_series(1, 4000) n;

CREATE SCHEMA demo;
COMMENT ON SCHEMA demo IS '模拟视图 simulated views';

/* One engine has no lock queue of several sessions, so the chain follows a script: in every
   round of four minutes the import (session 1187) blocks savers for some 70 seconds. */
CREATE VIEW demo.lock_waits AS
WITH moment AS (
  SELECT extract(epoch FROM now())::bigint % 240 AS second
), waiters (waiting_session, waiting_user, began, blocking_session, statement) AS (
  VALUES (2041, 'wangfang', 0, 1187, 'UPDATE bd_material SET name = $1 WHERE pk_material = $2'),
         (2077, 'liqiang',  9, 1187, 'DELETE FROM bd_material WHERE pk_material = $1'),
         (2113, 'zhaomin', 21, 2041, 'UPDATE bd_material SET enabled = $1 WHERE pk_material = $2'),
         (2120, 'chenjing', 34, 2041, 'UPDATE bd_material SET spec = $1 WHERE pk_material = $2')
)
SELECT w.waiting_session, w.waiting_user, w.statement AS waiting_statement,
       w.blocking_session,
       CASE w.blocking_session WHEN 1187 THEN 'sunlei' ELSE 'wangfang' END AS blocking_user,
       CASE w.blocking_session WHEN 1187 THEN 'nc-import' ELSE 'NC WebContainer' END AS blocking_program,
       CASE w.blocking_session WHEN 1187
            THEN 'INSERT INTO bd_material_journal SELECT … /* 物料导入，未提交 */'
            ELSE 'UPDATE bd_material SET name = $1 WHERE pk_material = $2' END AS blocking_statement,
       CASE w.blocking_session WHEN 1187 THEN 'bd_material_journal' ELSE 'bd_material' END AS locked_table,
       'ShareLock'::text AS lock_mode,
       (5 + m.second % 120 + 34 - w.began)::integer AS waited_seconds,
       true AS simulated
  FROM waiters w CROSS JOIN moment m;
COMMENT ON VIEW demo.lock_waits IS '谁阻塞了谁：模拟数据 (simulated: scripted, not real locks)';
COMMENT ON COLUMN demo.lock_waits.simulated IS '始终为 true：此视图的内容由脚本模拟';
COMMENT ON COLUMN demo.lock_waits.blocking_session IS '阻塞者会话号';
COMMENT ON COLUMN demo.lock_waits.waiting_session IS '等待者会话号';

CREATE ROLE ${DATABASE_ROLE} LOGIN;
CREATE ROLE ${DATABASE_WRITER_ROLE} LOGIN;
GRANT pg_read_all_data TO ${DATABASE_ROLE}, ${DATABASE_WRITER_ROLE};
GRANT pg_write_all_data TO ${DATABASE_WRITER_ROLE};
UPDATE pg_database SET datname = '${DATABASE_NAME}' WHERE datname = 'postgres';
ANALYZE;
`;
