import { expect, it } from 'vitest';
import { leadColumns, shortenedLead } from './line-lead';

const of = (lead: string, tells = lead.trimEnd()) =>
  shortenedLead(`${lead}message`, { to: lead.length, tellsTo: tells.length });

it('keeps the end of what stands before a message, and all of it where that is short', () => {
  expect(of('[main] nc.bs.Service - ')).toBeUndefined();
  expect(of('[http-nio-8080-exec-8] com.huaxing.erp.stock.StockInitServlet.run ')).toBe(
    '…k.StockInitServlet.run ',
  );
  expect(
    of(
      '$$thread=[WebContainer : 17] 仓储.库存.初始化服务运行 - ',
      '$$thread=[WebContainer : 17] 仓储.库存.初始化服务运行',
    ),
  ).toBe('…储.库存.初始化服务运行 ');
});

it('draws no lead but its end, whatever stands between that and the message', () => {
  expect(
    of(
      '<Mar 1> <Info> <Security> <nc-app-01> <BEA-090905> <',
      '<Mar 1> <Info> <Security> <nc-app-01> <BEA-090905',
    ),
  ).toBe('…nc-app-01> <BEA-090905 ');
  expect(of(`${'x'.repeat(30)}\u001b[32mlogger - `)).toBeUndefined();
  expect(of(`${'🙂'.repeat(30)} `)).toHaveLength(leadColumns);
});
