import { describe, expect, test } from 'vitest';
import { VirtualFiles } from './files';
import { PLANT_LOGS, PlantGrowth } from './growth';

const START = Date.UTC(2024, 4, 6, 1, 0, 0);

function plant(): { files: VirtualFiles; growth: PlantGrowth; set: (time: number) => void } {
  let now = START;
  const files = new VirtualFiles(() => now);
  const growth = new PlantGrowth(files, now);
  return {
    files,
    growth,
    set: (time) => {
      now = time;
      growth.advance(time);
    },
  };
}

function textOf(files: VirtualFiles, log: keyof typeof PLANT_LOGS, suffix = ''): string {
  const { path, encoding } = PLANT_LOGS[log];
  const file = files.file(`${path}${suffix}`);
  return new TextDecoder(encoding).decode(file?.read(0, file.size) ?? Buffer.alloc(0));
}

describe('the growing logs', () => {
  test('tell of the incident within a minute of the start, in all logs of the story', () => {
    const { files, set } = plant();
    set(START + 60_000);
    // The log may have been turned over meanwhile.
    const all = textOf(files, 'nc', '.1') + textOf(files, 'nc');
    const fresh = all.slice(all.indexOf('$$ts=2024-05-06 09:00:'));
    expect(fresh).toContain('开始导入物料主数据');
    expect(fresh).toContain('ORA-30006');
    expect(fresh).toContain('\n\tat nc.bs.framework.comn.serv.ServiceHandler.process');
    const catalina = textOf(files, 'catalina');
    expect(catalina.slice(catalina.indexOf('06-May-2024 09:00:'))).toContain('严重');
    expect(textOf(files, 'access')).toContain('POST /nccloud/bd/material/save HTTP/1.1" 500');
    set(START + 80_000);
    expect(textOf(files, 'alert')).toContain('ORA-00060');
  });

  test('write their records in the order of their times, up to now and not beyond', () => {
    const { files, set } = plant();
    set(START + 30_500);
    const times = [...textOf(files, 'nc').matchAll(/\$\$ts=(\S+ \S+)/g)].map(
      (match) => match[1] ?? '',
    );
    expect(times).toEqual([...times].sort());
    const last = times.at(-1) ?? '';
    expect(last <= '2024-05-06 09:00:30.500').toBe(true);
    expect(last > '2024-05-06 09:00:28').toBe(true);
  });

  test('turn over by rename or by copytruncate and stay bounded for hours', () => {
    const { files, set } = plant();
    const inodes = (): (number | undefined)[] =>
      [PLANT_LOGS.nc.path, PLANT_LOGS.catalina.path].map((path) => files.facts(path)?.inode);
    const [ncBefore, catalinaBefore] = inodes();
    for (let minute = 1; minute <= 3 * 60; minute += 4) set(START + minute * 60_000);
    const [ncAfter, catalinaAfter] = inodes();
    expect(ncAfter).not.toBe(ncBefore);
    expect(catalinaAfter).toBe(catalinaBefore);
    let total = 0;
    for (const { path } of Object.values(PLANT_LOGS)) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      for (const name of files.list(folder) ?? [])
        total += files.facts(`${folder}/${name}`)?.size ?? 0;
    }
    expect(total).toBeLessThan(6 * 1024 * 1024);
    expect(files.list('/u01/nc/logs')).toEqual([
      'nc-log.log',
      'nc-log.log.1',
      'nc-log.log.2',
      'nc-log.log.3',
    ]);
  });

  test('do not catch up on a night of sleep', () => {
    const { files, set } = plant();
    set(START + 12 * 3_600_000);
    const first = /\$\$ts=(\S+ \S+)/.exec(textOf(files, 'nc'))?.[1] ?? '';
    expect(first > '2024-05-06 20:50').toBe(true);
  });
});
