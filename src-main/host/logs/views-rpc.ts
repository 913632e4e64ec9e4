import { procedures } from '../../contract/wire/server';
import { copyAs } from './view/export';
import { recordOf, wholeLine } from './view/record';
import { histogram, overview } from './view/whole';
import type { LogViews } from './views';

const ok = { ok: true } as const;

export function logViewsRpc(service: () => LogViews) {
  const { logViews } = procedures;
  return {
    open: logViews.open.handler(({ input }) =>
      service().start(input.places, input.at, input.title),
    ),
    list: logViews.list.handler(() => service().list()),
    follow: logViews.follow.handler(({ input, context, signal }) => {
      const { credit, signal: sessionEnd } = context.session;
      return credit.stream(
        service()
          .view(input.id)
          .follow(signal ?? sessionEnd),
      );
    }),
    close: logViews.close.handler(async ({ input }) => {
      await service().close(input.id);
      return ok;
    }),
    addSource: logViews.addSource.handler(({ input }) => {
      const view = service().view(input.id);
      view.add(input.place);
      return view.state();
    }),
    removeSource: logViews.removeSource.handler(async ({ input }) => {
      const view = service().view(input.id);
      await view.remove(input.sourceId);
      return view.state();
    }),
    choose: logViews.choose.handler(async ({ input }) => {
      const view = service().view(input.id);
      await view.choose(input.sourceId, input.choices);
      return view.state();
    }),
    reconnect: logViews.reconnect.handler(({ input }) => {
      service().view(input.id).reconnect(input.sourceId);
      return ok;
    }),
    rows: logViews.rows.handler(({ input, signal }) =>
      service().view(input.id).rows(input.from, input.count, signal),
    ),
    setUnit: logViews.setUnit.handler(async ({ input }) => {
      const view = service().view(input.id);
      await view.setUnit(input.unit);
      return view.state();
    }),
    setFilter: logViews.setFilter.handler(async ({ input }) => {
      const view = service().view(input.id);
      await view.setFilter(input.filter);
      return view.state();
    }),
    setSearch: logViews.setSearch.handler(async ({ input }) => {
      const view = service().view(input.id);
      await view.setSearch(input.search);
      return view.state();
    }),
    setHighlights: logViews.setHighlights.handler(async ({ input }) => {
      const view = service().view(input.id);
      await view.setHighlights(input.highlights);
      return view.state();
    }),
    go: logViews.go.handler(({ input }) => service().view(input.id).go(input.target)),
    record: logViews.record.handler(({ input }) => recordOf(service().view(input.id), input.row)),
    histogram: logViews.histogram.handler(({ input }) =>
      histogram(service().view(input.id), input),
    ),
    overview: logViews.overview.handler(({ input }) =>
      overview(service().view(input.id), input.buckets),
    ),
    copy: logViews.copy.handler(({ input, context, signal }) => {
      const view = service().view(input.id);
      const until = AbortSignal.any([view.signal, signal ?? context.session.signal]);
      return context.session.credit.stream(copyAs(view, input.ranges, input.format, until));
    }),
    export: logViews.export.handler(({ input }) => service().export(input.id, input)),
    bookmark: logViews.bookmark.handler(async ({ input }) => {
      await service().bookmark(input.id, input.row, input.remark);
      return ok;
    }),
    bookmarks: logViews.bookmarks.handler(() => service().library.bookmarks()),
    removeBookmark: logViews.removeBookmark.handler(({ input }) => {
      service().removeBookmark(input.id);
      return ok;
    }),
    savedFilters: logViews.savedFilters.handler(() => service().library.savedFilters()),
    saveFilter: logViews.saveFilter.handler(({ input }) => service().library.saveFilter(input)),
    removeFilter: logViews.removeFilter.handler(({ input }) => {
      service().library.removeFilter(input.id);
      return ok;
    }),
    captures: logViews.captures.handler(() => service().captures.list()),
    keepCapture: logViews.keepCapture.handler(({ input }) => {
      service().captures.keep(input.id, input.kept, input.name);
      return ok;
    }),
    removeCapture: logViews.removeCapture.handler(({ input }) => {
      service().captures.remove(input.id);
      return ok;
    }),
    beginImport: logViews.beginImport.handler(({ input }) =>
      service().imports.begin(input.name, input.bytes),
    ),
    importPiece: logViews.importPiece.handler(({ input }) => {
      service().imports.piece(input.id, input.at, Buffer.from(input.data, 'base64'));
      return ok;
    }),
    endImport: logViews.endImport.handler(async ({ input }) => {
      await service().imports.end(input.id, input.complete);
      return ok;
    }),
    formats: logViews.formats.handler(() => service().formats.list()),
    saveFormat: logViews.saveFormat.handler(({ input }) =>
      service().formats.save(input.text, input.replaces),
    ),
    removeFormat: logViews.removeFormat.handler(({ input }) => {
      service().formats.remove(input.name);
      return ok;
    }),
    browse: logViews.browse.handler(({ input, signal }) =>
      service().files.browse(input.place, signal),
    ),
    searchFiles: logViews.searchFiles.handler(({ input, context, signal }) =>
      context.session.credit.stream(
        service().files.search(input, signal ?? context.session.signal),
      ),
    ),
    line: logViews.line.handler(({ input }) => wholeLine(service().view(input.id), input.row)),
  };
}
