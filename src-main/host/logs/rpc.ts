import { procedures } from '../../contract/wire/server';
import { zipEntries } from './engine/index';
import { go } from './view/navigate';
import { copyAs } from './view/export';
import { movedRows } from './view/moved';
import { recordOf, wholeLine } from './view/record';
import { histogram, overview } from './view/whole';
import type { LogService } from './service';

const ok = { ok: true } as const;

export function logsRpc(service: () => LogService) {
  const { logs } = procedures;
  return {
    open: logs.open.handler(({ input }) => service().start(input.places, input.at, input.title)),
    list: logs.list.handler(() => service().list()),
    follow: logs.follow.handler(({ input, context, signal }) => {
      const { credit, signal: sessionEnd } = context.session;
      return credit.stream(
        service()
          .view(input.id)
          .follow(signal ?? sessionEnd),
      );
    }),
    close: logs.close.handler(async ({ input }) => {
      await service().close(input.id);
      return ok;
    }),
    addSource: logs.addSource.handler(({ input }) => {
      const view = service().view(input.id);
      view.add(input.place);
      return view.state();
    }),
    removeSource: logs.removeSource.handler(async ({ input }) => {
      const view = service().view(input.id);
      await view.remove(input.sourceId);
      return view.state();
    }),
    choose: logs.choose.handler(async ({ input }) => {
      const view = service().view(input.id);
      await view.choose(input.sourceId, input.choices);
      return view.state();
    }),
    reconnect: logs.reconnect.handler(({ input }) => {
      service().view(input.id).reconnect(input.sourceId);
      return ok;
    }),
    rows: logs.rows.handler(({ input, signal }) =>
      service().view(input.id).rows(input.from, input.count, signal, input.generation),
    ),
    setUnit: logs.setUnit.handler(async ({ input }) => {
      const view = service().view(input.id);
      await view.setUnit(input.unit);
      return view.state();
    }),
    setFilter: logs.setFilter.handler(async ({ input }) => {
      const view = service().view(input.id);
      await view.setFilter(input.filter);
      return view.state();
    }),
    setSearch: logs.setSearch.handler(async ({ input }) => {
      const view = service().view(input.id);
      await view.setSearch(input.search);
      return view.state();
    }),
    searchOn: logs.searchOn.handler(({ input }) => {
      service().view(input.id).searchOn();
      return ok;
    }),
    stopSearch: logs.stopSearch.handler(({ input }) => {
      service().view(input.id).stopSearch();
      return ok;
    }),
    // A page that is loaded anew does not end it: its task does.
    copyHere: logs.copyHere.handler(({ input }) =>
      service().copies.copy(input.endpointId, input.path),
    ),
    setHighlights: logs.setHighlights.handler(async ({ input }) => {
      const view = service().view(input.id);
      await view.setHighlights(input.highlights);
      return view.state();
    }),
    go: logs.go.handler(({ input, signal }) => go(service().view(input.id), input.target, signal)),
    moved: logs.moved.handler(({ input }) =>
      movedRows(service().view(input.id), input.generation, input.ranges, input.rows),
    ),
    record: logs.record.handler(({ input }) => {
      const { view, arrangement } = service().viewAt(input.id, input.generation);
      return recordOf(view, input.row, arrangement);
    }),
    histogram: logs.histogram.handler(({ input }) => histogram(service().view(input.id), input)),
    overview: logs.overview.handler(({ input }) =>
      overview(service().view(input.id), input.buckets),
    ),
    copy: logs.copy.handler(({ input, context, signal }) => {
      const { view, arrangement } = service().viewAt(input.id, input.generation);
      const until = AbortSignal.any([view.signal, signal ?? context.session.signal]);
      const { ranges, format } = input;
      return context.session.credit.stream(copyAs(view, ranges, format, until, arrangement));
    }),
    export: logs.export.handler(({ input }) => service().export(input.id, input)),
    bookmark: logs.bookmark.handler(async ({ input }) => {
      await service().bookmark(input.id, input.row, input.generation, input.remark);
      return ok;
    }),
    bookmarks: logs.bookmarks.handler(() => service().listBookmarks()),
    removeBookmark: logs.removeBookmark.handler(({ input }) => {
      service().removeBookmark(input.id);
      return ok;
    }),
    savedFilters: logs.savedFilters.handler(() => service().library.savedFilters()),
    saveFilter: logs.saveFilter.handler(({ input }) => service().library.saveFilter(input)),
    removeFilter: logs.removeFilter.handler(({ input }) => {
      service().library.removeFilter(input.id);
      return ok;
    }),
    captures: logs.captures.handler(() => service().captures.list()),
    keepCapture: logs.keepCapture.handler(({ input }) => {
      service().captures.keep(input.id, input.kept, input.name);
      return ok;
    }),
    removeCapture: logs.removeCapture.handler(({ input }) => {
      service().captures.remove(input.id);
      return ok;
    }),
    beginImport: logs.beginImport.handler(({ input, context }) =>
      service().imports.begin(input.name, input.bytes, context.session.signal),
    ),
    importPiece: logs.importPiece.handler(({ input }) => {
      service().imports.piece(input.id, input.at, Buffer.from(input.data, 'base64'));
      return ok;
    }),
    endImport: logs.endImport.handler(async ({ input }) => {
      await service().imports.end(input.id, input.complete);
      return ok;
    }),
    formats: logs.formats.handler(() => service().formats.list()),
    saveFormat: logs.saveFormat.handler(({ input }) =>
      service().formats.save(input.text, input.replaces),
    ),
    removeFormat: logs.removeFormat.handler(({ input }) => {
      service().formats.remove(input.name);
      return ok;
    }),
    browse: logs.browse.handler(({ input, signal }) => service().files.browse(input.place, signal)),
    members: logs.members.handler(({ input }) => zipEntries(input.path)),
    searchFiles: logs.searchFiles.handler(({ input, context, signal }) =>
      context.session.credit.stream(
        service().files.search(input, signal ?? context.session.signal),
      ),
    ),
    line: logs.line.handler(({ input }) => {
      const { view, arrangement } = service().viewAt(input.id, input.generation);
      return wholeLine(view, input.row, arrangement);
    }),
  };
}
