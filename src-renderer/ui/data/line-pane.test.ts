import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openPage, type OpenPage } from '../../../test/servers/page';
import { describeWith } from '../../../test/servers/vitest';

describeWith(['chromium'], 'a pane of log lines in a page', () => {
  let open: OpenPage;
  beforeAll(async () => {
    open = await openPage('test/servers/pane-desk.ts');
  });
  afterAll(() => open?.close());
  beforeEach(() => open.page.evaluate(() => document.body.replaceChildren()));

  it('draws the lines in sight within the scroll event, and asks for them', async () => {
    const found = await open.page.evaluate(async () => {
      const desk = new window.PaneDesk(100, (row) => ({ text: `line ${row}` }));
      desk.show({ count: 1000 });
      const first = {
        seen: desk.seen(),
        news: desk.news(),
        height: desk.elements.scroller.scrollHeight,
      };
      await desk.scrollTo(1010);
      return { first, seen: desk.seen(), news: desk.news(), offset: desk.pane.offset };
    });
    expect(found).toEqual({
      first: {
        seen: ['line 0', 'line 1', 'line 2', 'line 3', 'line 4'],
        news: ['wants 0-5', 'drew 0-5'],
        height: 20_000,
      },
      seen: ['line 50', 'line 51', 'line 52', 'line 53', 'line 54', 'line 55'],
      news: ['wants 50-56', 'drew 50-56'],
      offset: 1010,
    });
  });

  it('keeps what it showed until the lines of a jump are there, but not for long', async () => {
    const found = await open.page.evaluate(async () => {
      let last = 10;
      const desk = new window.PaneDesk(60, (row) =>
        row < last ? { text: `line ${row}` } : undefined,
      );
      desk.show({ count: 1000 });
      desk.news();
      await desk.scrollTo(10_000);
      const awaited = { seen: desk.seen(), news: desk.news() };
      last = 600;
      desk.pane.refresh();
      const come = { seen: desk.seen(), news: desk.news() };
      await desk.scrollTo(16_000);
      await desk.until(() => desk.news().includes('drew 800-803'));
      return { awaited, come, late: desk.seen() };
    });
    expect(found).toEqual({
      awaited: { seen: ['line 0', 'line 1', 'line 2'], news: ['wants 500-503'] },
      come: {
        seen: ['line 500', 'line 501', 'line 502'],
        news: ['wants 500-503', 'drew 500-503'],
      },
      late: ['', '', ''],
    });
  });

  it('follows the newest line until the user moves away', async () => {
    const found = await open.page.evaluate(async () => {
      const desk = new window.PaneDesk(60, (row) => ({ text: `line ${row}` }));
      desk.show({ count: 100 }, { follow: true });
      const begun = desk.seen();
      desk.show({ count: 103 }, { follow: true });
      const grown = desk.seen();
      desk.news();
      await desk.scrollTo(1000);
      const news = desk.news();
      // A render that comes before the list stops following.
      desk.show({ count: 103 }, { follow: true });
      return { begun, grown, news, seen: desk.seen() };
    });
    expect(found).toEqual({
      begun: ['line 97', 'line 98', 'line 99'],
      grown: ['line 100', 'line 101', 'line 102'],
      news: ['wants 50-53', 'drew 50-53', 'away'],
      seen: ['line 50', 'line 51', 'line 52'],
    });
  });

  it('lets what is in sight stay where it is when earlier rows come or a row unfolds', async () => {
    const found = await open.page.evaluate(async () => {
      const desk = new window.PaneDesk(60, (row, part) => ({ text: `${row}.${part}` }));
      desk.show({ count: 100 });
      await desk.scrollTo(1010);
      const before = desk.seen();
      desk.show({ first: -200, count: 300 });
      const earlier = { seen: desk.seen(), offset: desk.pane.offset };
      desk.show({ first: -200, count: 300, extras: [{ row: 2, before: 0, after: 7 }] });
      return { before, earlier, unfolded: desk.seen(), offset: desk.pane.offset };
    });
    const seen = ['50.0', '51.0', '52.0', '53.0'];
    expect(found).toEqual({
      before: seen,
      earlier: { seen, offset: 5010 },
      unfolded: seen,
      offset: 5150,
    });
  });

  it('shows a row near, in the middle or on top, and an unfolded one whole', async () => {
    const found = await open.page.evaluate(() => {
      const desk = new window.PaneDesk(180, (row) => ({ text: String(row) }));
      desk.show({ count: 1000, extras: [{ row: 700, before: 0, after: 3 }] });
      const offsets: number[] = [];
      const show = (row: number, where?: 'middle' | 'top') => {
        desk.pane.showRow(row, where);
        offsets.push(desk.pane.offset);
      };
      show(8);
      show(20);
      show(500, 'middle');
      show(499, 'middle');
      show(600, 'top');
      show(700);
      show(0);
      return offsets;
    });
    expect(found).toEqual([0, 240, 9940, 9940, 12_000, 13_900, 0]);
  });

  it('tells the keyboard’s line while it is in sight', async () => {
    const found = await open.page.evaluate(async () => {
      const desk = new window.PaneDesk(60, (row) => ({ text: String(row) }));
      desk.show({ count: 1000 }, { focus: 1 });
      const { scroller } = desk.elements;
      const active = () => {
        const id = scroller.getAttribute('aria-activedescendant');
        return id === null ? null : document.getElementById(id)?.textContent;
      };
      const begun = active();
      await desk.scrollTo(400);
      return { begun, away: active() };
    });
    expect(found).toEqual({ begun: '1', away: null });
  });

  it('has icons drawn at once while scrolling, and no more often than they differ', async () => {
    const found = await open.page.evaluate(async () => {
      const lines = new Map(
        [3, 51].map((row) => [row, { text: String(row), bookmark: row === 3, pin: `E${row}` }]),
      );
      const desk = new window.PaneDesk(60, (row) => lines.get(row) ?? { text: String(row) });
      const parts = () => ({
        told: desk.news().filter((what) => what.startsWith('parts')),
        pins: desk.parts.map(({ line }) => line.pin),
      });
      desk.show({ count: 100 });
      const none = parts();
      await desk.scrollTo(20);
      const one = parts();
      desk.show({ count: 100 });
      const same = parts();
      await desk.scrollTo(1000);
      return { none, one, same, other: parts() };
    });
    expect(found).toEqual({
      none: { told: [], pins: [] },
      one: { told: ['parts now'], pins: ['E3'] },
      same: { told: [], pins: ['E3'] },
      other: { told: ['parts now'], pins: ['E51'] },
    });
  });

  it('moves wrapped lines by pixels, and never leaves the end of the pane empty', async () => {
    const { page } = open;
    const top = await page.evaluate(() => {
      const text = (row: number) => ({ text: `${row} ${'wide '.repeat(row === 1 ? 150 : 0)}` });
      const desk = new window.PaneDesk(200, text);
      desk.show({ count: 101 }, { wrap: true });
      Object.assign(window, { desk });
      return desk.tops();
    });
    expect(top).toMatchObject({ 0: 0, 1: 20 });
    expect(top['2']).toBeGreaterThan(80);

    await page.mouse.move(50, 50);
    await page.mouse.wheel(0, 70);
    const moved = await page.evaluate(async () => {
      const { desk } = window as unknown as { desk: InstanceType<typeof window.PaneDesk> };
      await desk.until(() => desk.pane.offset > 0);
      return desk.tops();
    });
    expect(moved['1']).toBeCloseTo(-50, 1);
    expect(moved['2']).toBeCloseTo((top['2'] ?? 0) - 70, 1);

    const ends = await page.evaluate(() => {
      const { desk } = window as unknown as { desk: InstanceType<typeof window.PaneDesk> };
      desk.pane.showRow(97, 'top');
      const last = desk.tops()['100'];
      desk.show({ count: 2 }, { wrap: true });
      const short = desk.tops();
      desk.show({ count: 1 }, { wrap: true, follow: true });
      return { last, short, one: desk.tops() };
    });
    expect(ends).toEqual({ last: 180, short: { 0: 0, 1: 20 }, one: { 0: 0 } });
  });
});
