import { afterAll, describe, expect, it } from 'vitest';
import { judged, opened, readAll, serve, stopServers } from '../../../../../test/servers/tds-bed';
import { tds } from '../../../../../test/servers/tds-types';
import { cellOf } from '../cell';
import { maxCellBytes } from '../port';

afterAll(stopServers);

describe('one cell of SQL Server', () => {
  it('is given whole, however long it is, and the rows before it are not', async () => {
    const text = `x${'长𠮷'.repeat(maxCellBytes / 2)}`;
    const gbk = Buffer.concat(Array<Buffer>(maxCellBytes).fill(Buffer.from([0xce, 0xef])));
    const bytes = Buffer.alloc(maxCellBytes * 2 + 1, 0xab);
    const columns = [
      tds.nvarchar('before', 'max'),
      tds.int('id', 4),
      tds.nvarchar('text', 'max'),
      tds.varchar('gbk', 'max'),
      tds.varbinary('binary', 'max'),
      tds.xml('xml'),
    ];
    const row = (id: bigint): unknown[] => [text, id, text, gbk, bytes, text];
    const server = await serve({
      long: { columns, rows: [row(0n), [null, 1n, null, null, null, null], row(2n)] },
    });
    const whole = async (row: number, column: number): Promise<string | null> => {
      const session = await opened(server);
      const pieces: string[] = [];
      const found = await cellOf(session, judged('long'), [], { row, column }, async (piece) => {
        await new Promise((resolve) => setImmediate(resolve));
        pieces.push(piece);
      });
      await session.close();
      return found ? pieces.join('') : null;
    };
    expect((await whole(0, 2)) === text).toBe(true);
    expect((await whole(2, 2)) === text).toBe(true);
    expect((await whole(2, 3)) === '物'.repeat(maxCellBytes)).toBe(true);
    expect((await whole(2, 4)) === `0x${'AB'.repeat(bytes.length)}`).toBe(true);
    expect((await whole(2, 5)) === text).toBe(true);
    expect(await whole(1, 2)).toBe('');
    expect(await whole(2, 1)).toBe('2');
    expect(await whole(3, 2)).toBe(null);
    expect(server.asked.map(({ statement }) => statement)).toContain('SET TEXTSIZE 2147483647');
  });

  it('is not asked for where it would be held here whole', async () => {
    const columns = [tds.int('id', 4), tds.ntext('old')];
    const server = await serve({ old: { columns, rows: [[1n, '物']] } });
    expect((await readAll(server, 'old')).rows).toEqual([['1', '物']]);
    const session = await opened(server);
    const asked = cellOf(session, judged('old'), [], { row: 0, column: 1 }, () =>
      Promise.resolve(),
    );
    await expect(asked).rejects.toMatchObject({ code: 'sql.cell-too-long' });
    await session.close();
  });
});
