import { done, idSchema, lineSchema, nothing, oc, timeSchema, z } from './common';
import { changeStatementSchema } from './changes';
import { failureSchema } from './ssh';

/**
 * Where a file lies: on an SSH host, or on this device (`endpointId` null). A path is the text
 * of its bytes where they are UTF-8; otherwise `bytes:` and their base64, because a name in
 * GBK or with broken bytes must reach the host as it is.
 */
export const filePlaceSchema = z.object({
  endpointId: idSchema.nullable(),
  path: z.string().max(20_000),
});
export type FilePlace = z.infer<typeof filePlaceSchema>;

export const fileEntrySchema = z.object({
  /** For people, decoded by the host's encoding: hostile text. */
  name: z.string(),
  path: z.string(),
  kind: z.enum(['file', 'folder', 'link', 'other']),
  /** What a link leads to; null for other kinds, `broken` when it leads nowhere or in a circle. */
  target: z.enum(['file', 'folder', 'other', 'broken']).nullable(),
  bytes: z.number().int(),
  changedAt: timeSchema.nullable(),
  /** Permission bits, e.g. 0o644; null where the host has none. */
  mode: z.number().int().nullable(),
  owner: z.string(),
  group: z.string(),
});
export type FileEntry = z.infer<typeof fileEntrySchema>;

/** A folder that was read; views ask for windows of it. */
export const listingSchema = z.object({
  id: idSchema,
  place: filePlaceSchema,
  /** The folder's own name for people, and the way to it from the root. */
  title: z.string(),
  crumbs: z.array(z.object({ name: z.string(), path: z.string() })),
  total: z.number().int(),
  /** Entries that pass the filter. */
  matched: z.number().int(),
  /** False while it is still being read. */
  complete: z.boolean(),
  error: failureSchema.nullable(),
});
export type Listing = z.infer<typeof listingSchema>;

export const fileSortSchema = z.object({
  by: z.enum(['name', 'bytes', 'changedAt', 'mode']),
  descending: z.boolean(),
});

/** A file of that name is there already: what a person must know to decide. */
export const transferQuestionSchema = z.object({
  /** Path of the file below the target folder, for people. */
  name: z.string(),
  sourceBytes: z.number().int(),
  sourceChangedAt: timeSchema.nullable(),
  targetBytes: z.number().int(),
  targetChangedAt: timeSchema.nullable(),
  /** The target is shorter than the source and may be the beginning of it. */
  resumable: z.boolean(),
});
export type TransferQuestion = z.infer<typeof transferQuestionSchema>;

export const transferSchema = z.object({
  id: idSchema,
  direction: z.enum(['upload', 'download']),
  source: filePlaceSchema,
  target: filePlaceSchema,
  /** Last part of the source's path, for people. */
  name: z.string(),
  host: z.string(),
  /** `waiting`: for the link, or for the answer to `question`. */
  state: z.enum(['queued', 'running', 'waiting', 'verifying', 'done', 'failed', 'cancelled']),
  /** Asked with `onExisting: 'ask'`, answered by `answerTransfer`. */
  question: transferQuestionSchema.nullable(),
  files: z.number().int(),
  filesDone: z.number().int(),
  /** Links to folders, broken links, devices and sockets in a folder: they are not copied. */
  skipped: z.number().int(),
  bytes: z.number().int(),
  bytesDone: z.number().int(),
  /** Bytes a second over the last moments. */
  rate: z.number(),
  /** Bytes that were already there when it went on after a cut. */
  resumedFrom: z.number().int(),
  /** SHA-256 of a single file when both ends had the same; null where the host cannot say. */
  sha256: z.string().nullable(),
  /** `by-reading`: read back; `by-host`: the host's own tool said it; `size-only`: neither could be done. */
  verified: z.enum(['no', 'by-host', 'by-reading', 'size-only']),
  /** The source grew while it was copied, as a log does: what arrived is how it was at the start. */
  sourceGrew: z.boolean(),
  error: failureSchema.nullable(),
  startedAt: timeSchema,
  endedAt: timeSchema.nullable(),
});
export type Transfer = z.infer<typeof transferSchema>;

/** What to do where a file of that name is there already. */
export const onExistingSchema = z.enum(['ask', 'resume', 'overwrite', 'skip', 'rename']);

/** A person's word for a write to a production host; other environments need none. */
const permission = z.object({ statement: changeStatementSchema.optional() });

export const files = {
  /** Reads a folder; an empty path is the home folder. Give it back with `closeListing`. */
  open: oc
    .input(filePlaceSchema.extend({ showHidden: z.boolean().default(true) }))
    .output(listingSchema),
  listing: oc.input(z.object({ id: idSchema })).output(listingSchema),
  window: oc
    .input(
      z.object({
        id: idSchema,
        from: z.number().int().min(0),
        count: z.number().int().min(1).max(1000),
        sort: fileSortSchema,
        filter: lineSchema.default(''),
      }),
    )
    .output(z.object({ listing: listingSchema, entries: z.array(fileEntrySchema) })),
  /**
   * The first entry from row `from` on, in this order and filter, whose name begins with the
   * text (case does not matter), going around at the end; null when there is none.
   */
  seek: oc
    .input(
      z.object({
        id: idSchema,
        text: lineSchema.min(1),
        from: z.number().int().min(0).default(0),
        sort: fileSortSchema,
        filter: lineSchema.default(''),
      }),
    )
    .output(z.object({ row: z.number().int().nullable() })),
  closeListing: oc.input(z.object({ id: idSchema })).output(done),
  makeFolder: oc
    .input(permission.extend({ parent: filePlaceSchema, name: lineSchema.min(1) }))
    .output(done),
  rename: oc
    .input(permission.extend({ place: filePlaceSchema, name: lineSchema.min(1) }))
    .output(done),
  /** Removes files and, with `recursive`, folders with what is in them; links are never followed. */
  remove: oc
    .input(
      permission.extend({
        places: z.array(filePlaceSchema).min(1).max(1000),
        recursive: z.boolean(),
      }),
    )
    .output(done),
  setMode: oc
    .input(permission.extend({ place: filePlaceSchema, mode: z.number().int().min(0).max(0o7777) }))
    .output(done),
  /** A text file of at most 2 MB, decoded; what cannot be decoded is refused to be edited. */
  readText: oc.input(filePlaceSchema).output(
    z.object({
      text: z.string(),
      encoding: z.string(),
      byteOrderMark: z.boolean(),
      lineBreak: z.enum(['lf', 'crlf', 'cr', 'mixed']),
      /** Some bytes do not belong to the encoding: it can be read but not edited. */
      broken: z.boolean(),
      bytes: z.number().int(),
      /** State of the file when it was read; `writeText` compares it. */
      version: z.string(),
    }),
  ),
  /**
   * Writes a text file in its own encoding, after a backup copy beside it.
   *
   * @throws `files.changed-meanwhile`, `files.not-encodable`, `files.no-space`, …
   */
  writeText: oc
    .input(
      permission.extend({
        place: filePlaceSchema,
        text: z.string().max(4_000_000),
        encoding: z.string().max(40),
        byteOrderMark: z.boolean(),
        version: z.string(),
      }),
    )
    .output(z.object({ version: z.string(), backupPath: z.string() })),
  /** Starts a transfer of files or whole folders into a folder of the other side. */
  transfer: oc
    .input(
      permission.extend({
        sources: z.array(filePlaceSchema).min(1).max(1000),
        target: filePlaceSchema,
        onExisting: onExistingSchema.default('ask'),
      }),
    )
    .output(z.array(transferSchema)),
  transfers: oc.input(nothing).output(z.array(transferSchema)),
  /** Answers the question of a transfer; `forAll` also for the files that come after it. */
  answerTransfer: oc
    .input(
      z.object({
        id: idSchema,
        onExisting: onExistingSchema.exclude(['ask']),
        forAll: z.boolean().default(false),
      }),
    )
    .output(done),
  cancelTransfer: oc.input(z.object({ id: idSchema })).output(done),
  /** Goes on with a failed or cancelled one from what is there already. */
  resumeTransfer: oc.input(z.object({ id: idSchema })).output(transferSchema),
  /** Takes ended transfers off the list. */
  clearTransfers: oc.input(nothing).output(done),
  /**
   * A file that was dropped onto the page, piece by piece, for faces that cannot see its path:
   * `begin` answers a transfer; each `piece` is written before it returns; `end` verifies.
   */
  dropBegin: oc
    .input(
      permission.extend({
        target: filePlaceSchema,
        /** Relative path below the target folder, `/` between parts. */
        name: z.string().min(1).max(4000),
        bytes: z.number().int().min(0),
        onExisting: onExistingSchema.default('ask'),
      }),
    )
    .output(transferSchema),
  dropPiece: oc
    .input(
      z.object({
        id: idSchema,
        offset: z.number().int().min(0),
        /** base64, at most 1 MiB of bytes */ data: z.string(),
      }),
    )
    .output(done),
  dropEnd: oc.input(z.object({ id: idSchema })).output(transferSchema),
};
