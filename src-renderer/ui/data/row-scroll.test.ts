import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openPage, type OpenPage } from '../../../test/servers/page';
import { describeWith } from '../../../test/servers/vitest';

describeWith(['chromium'], 'scrolling rows in a page', () => {
  let open: OpenPage;
  beforeAll(async () => {
    open = await openPage('test/servers/pane-desk.ts');
  });
  afterAll(() => open?.close());
  beforeEach(() => open.page.evaluate(() => document.body.replaceChildren()));

  it('tells moves of the user from its own', async () => {
    const found = await open.page.evaluate(async () => {
      const desk = new window.ScrollDesk(1000, 200);
      await desk.news();
      desk.scroll.moveTo(333.3);
      const own = { news: await desk.news(), offset: desk.scroll.offset };
      await desk.drag(5000);
      const dragged = { news: await desk.news(), offset: desk.scroll.offset };
      desk.scroll.showRow(260);
      return { own, dragged, shown: desk.scroll.offset };
    });
    expect(found).toEqual({
      own: { news: ['by us'], offset: 333.3 },
      dragged: { news: ['by user'], offset: 5000 },
      shown: 5020,
    });
  });

  it('moves millions of rows by the wheel one to one, by the bar from end to end', async () => {
    const found = await open.page.evaluate(async () => {
      const desk = new window.ScrollDesk(50_000_000, 200);
      const offsets: number[] = [];
      const note = () => offsets.push(desk.scroll.offset);
      const kept = [
        desk.wheel({ deltaY: 90 }),
        (note(), desk.wheel({ deltaY: 3, deltaMode: 1 })),
        (note(), desk.wheel({ deltaY: 1, deltaMode: 2 })),
        (note(), desk.wheel({ deltaY: 50, ctrlKey: true })),
        desk.wheel({ deltaY: 5, deltaX: 6 }),
      ];
      note();
      const told = desk.told.filter((what) => what === 'by user').length;
      await desk.drag(desk.scroller.scrollHeight);
      note();
      return { kept, offsets, told, bar: desk.scroller.scrollHeight };
    });
    expect(found).toEqual({
      kept: [true, true, true, false, false],
      offsets: [90, 150, 350, 350, 999_999_800],
      told: 3,
      bar: 8_000_000,
    });
  });

  it('puts the bar over millions of rows where it belongs once the wheel rests', async () => {
    const found = await open.page.evaluate(async () => {
      const desk = new window.ScrollDesk(50_000_000, 200);
      await desk.news();
      desk.wheel({ deltaY: 90_000 });
      const moving = desk.scroller.scrollTop;
      // Far enough to be seen.
      desk.wheel({ deltaY: 9_000_000 });
      const far = desk.scroller.scrollTop > 0;
      desk.wheel({ deltaY: 90_000 });
      const ratio = 8_000_000 / 1_000_000_000;
      const wanted = Math.round(desk.scroll.offset * ratio);
      const before = Math.round(desk.scroller.scrollTop);
      const until = performance.now() + 20_000;
      while (Math.abs(desk.scroller.scrollTop - wanted) > 2 && performance.now() < until)
        await new Promise((resolve) => setTimeout(resolve, 20));
      const rested = Math.abs(desk.scroller.scrollTop - wanted) <= 2;
      const offset = desk.scroll.offset;
      return { moving, far, waited: before < wanted - 100, rested, offset };
    });
    expect(found).toEqual({
      moving: 0,
      far: true,
      waited: true,
      rested: true,
      offset: 9_180_000,
    });
  });

  it('leaves the wheel to the browser where its bar is the truth, unless it is taken over', async () => {
    const found = await open.page.evaluate(() => {
      const plain = new window.ScrollDesk(1000, 200);
      const uneven = new window.ScrollDesk(1000, 200, (offset, delta) => offset + delta / 2);
      return {
        kept: [plain.wheel({ deltaY: 100 }), uneven.wheel({ deltaY: 100 })],
        offset: uneven.scroll.offset,
        // The last row may stand on top.
        height: uneven.scroller.scrollHeight,
      };
    });
    expect(found).toEqual({ kept: [false, true], offset: 50, height: 20_180 });
  });

  it('stands where it stood after it was hidden, and when it grows at its end', async () => {
    const found = await open.page.evaluate(async () => {
      const desk = new window.ScrollDesk(1000, 200);
      await desk.drag(19_800);
      await desk.news();
      await desk.hide(true);
      const hidden = { top: desk.scroller.scrollTop, news: await desk.news() };
      await desk.hide(false);
      const back = desk.scroller.scrollTop;
      desk.resize(400);
      const told = await desk.news();
      return {
        hidden,
        back,
        resized: told.includes('resized'),
        moved: told.includes('by user'),
        offset: desk.scroll.offset,
        height: desk.scroll.size.viewport,
      };
    });
    expect(found).toEqual({
      hidden: { top: 0, news: [] },
      back: 19_800,
      resized: true,
      moved: false,
      offset: 19_600,
      height: 400,
    });
  });

  it('does nothing any more once it is detached', async () => {
    const found = await open.page.evaluate(async () => {
      const desk = new window.ScrollDesk(1000, 200);
      await desk.news();
      desk.detach();
      desk.resize(300);
      await desk.drag(100);
      desk.scroll.moveTo(500);
      return { news: await desk.news(), top: desk.scroller.scrollTop };
    });
    expect(found).toEqual({ news: [], top: 100 });
  });
});
