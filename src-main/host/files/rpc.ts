import { procedures } from '../../contract/wire/server';
import type { FileService } from './service';

const ok = { ok: true } as const;

export function filesRpc(service: () => FileService) {
  const { files } = procedures;
  const transfers = () => service().transfers;
  return {
    open: files.open.handler(({ input }) => service().openFolder(input)),
    listing: files.listing.handler(({ input }) => service().listing(input.id).state()),
    window: files.window.handler(({ input: { id, from, count, sort, filter } }) =>
      service().listing(id).window(from, count, sort, filter),
    ),
    seek: files.seek.handler(async ({ input: { id, text, from, sort, filter } }) => ({
      row: await service().listing(id).seek(text, from, sort, filter),
    })),
    closeListing: files.closeListing.handler(({ input }) => {
      service().closeListing(input.id);
      return ok;
    }),
    makeFolder: files.makeFolder.handler(async ({ input }) => {
      await service().makeFolder(input);
      return ok;
    }),
    rename: files.rename.handler(async ({ input }) => {
      await service().rename(input);
      return ok;
    }),
    remove: files.remove.handler(async ({ input, signal, context }) => {
      await service().remove(input, signal ?? context.session.signal);
      return ok;
    }),
    setMode: files.setMode.handler(async ({ input }) => {
      await service().setMode(input);
      return ok;
    }),
    readText: files.readText.handler(({ input }) => service().readText(input)),
    writeText: files.writeText.handler(({ input }) => service().writeText(input)),
    transfer: files.transfer.handler(({ input }) => service().transfer(input)),
    transfers: files.transfers.handler(() => transfers().list()),
    answerTransfer: files.answerTransfer.handler(({ input: { id, onExisting, forAll } }) => {
      transfers().answer(id, onExisting, forAll);
      return ok;
    }),
    cancelTransfer: files.cancelTransfer.handler(({ input }) => {
      transfers().cancel(input.id);
      return ok;
    }),
    resumeTransfer: files.resumeTransfer.handler(({ input }) => transfers().resume(input.id)),
    clearTransfers: files.clearTransfers.handler(() => {
      transfers().clear();
      return ok;
    }),
    dropBegin: files.dropBegin.handler(({ input, context }) =>
      service().dropBegin(input, context.session.signal),
    ),
    dropPiece: files.dropPiece.handler(async ({ input }) => {
      await service().dropPiece(input);
      return ok;
    }),
    dropEnd: files.dropEnd.handler(({ input }) => transfers().drops.end(input.id)),
  };
}
