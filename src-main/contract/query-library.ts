import { done, idSchema, lineSchema, oc, platformSchema, timeSchema, z } from './common';
import { dialects } from './dialects';
import {
  wordsSchema,
  queryStatementSchema,
  parameterSchema,
  thresholdSchema,
  queryDocumentSchema,
} from './query-document';

/** `<platform>.<name>` of a shipped query, UUID of an own one. */
export const queryIdSchema = z.string().min(1).max(200);

/** Whether a query has a statement for a server. */
export const fits = ['yes', 'no', 'unknown'] as const;

/** A line of the library. */
export const queryCardSchema = z.object({
  id: queryIdSchema,
  origin: z.enum(['own', 'shipped']),
  title: wordsSchema,
  description: wordsSchema,
  /** Of a shipped one: `<platform>/<category>`. */
  folder: lineSchema,
  tags: z.array(lineSchema),
  /** Null for own ones. */
  platform: platformSchema.nullable(),
  category: lineSchema.nullable(),
  dialects: z.array(z.enum(dialects)),
  version: z.number().int(),
  archived: z.boolean(),
  /** Null for shipped ones. */
  updatedAt: timeSchema.nullable(),
  /** Of a shipped one: whether its statements are those that were reviewed. */
  signed: z.enum(['signed', 'changed']).nullable(),
  /** Never run on a real server of its kind. */
  unproven: z.boolean(),
  confidence: z.enum(['high', 'medium', 'low']).nullable(),
  /** For the connection that was asked about; `unknown` until its server was seen. */
  fits: z.enum(fits).nullable(),
});
export type QueryCard = z.infer<typeof queryCardSchema>;

/** A query as a whole. */
export const savedQuerySchema = queryCardSchema.extend({
  ...queryDocumentSchema.shape,
  statements: z.array(queryStatementSchema.extend({ unproven: z.boolean() })),
  /** What it rests on; empty for own ones. */
  source: z.string(),
  /** Extensions and rights that the server must give. */
  requires: z.object({ extensions: z.array(z.string()), rights: z.array(z.string()) }),
});
export type SavedQuery = z.infer<typeof savedQuerySchema>;

/** What is shown of the library. */
export const libraryFilterSchema = z.object({
  /** Words that must all occur, in either language, in title, description, tags or id. */
  text: lineSchema.default(''),
  /** This folder and those in it. */
  folder: lineSchema.optional(),
  origin: z.enum(['own', 'shipped']).optional(),
  platform: platformSchema.optional(),
  category: lineSchema.optional(),
  /** Every one of these. */
  tags: z.array(lineSchema).default([]),
  dialect: z.enum(dialects).optional(),
  /** Tells of each whether it fits this connection. */
  endpointId: idSchema.optional(),
  /** Leaves those out that do not fit it. */
  onlyFitting: z.boolean().default(false),
  archived: z.boolean().default(false),
});
export type LibraryFilter = z.infer<typeof libraryFilterSchema>;

export const queryVersionSchema = z.object({
  version: z.number().int(),
  /** When it was saved. */
  at: timeSchema,
  /** The one in force. */
  current: z.boolean(),
  author: z.string(),
  note: z.string(),
  title: wordsSchema,
  /** First line of its first statement. */
  sql: z.string(),
});
export type QueryVersion = z.infer<typeof queryVersionSchema>;

/** Something in a file that keeps a query out of the library. */
export const importProblemSchema = z.object({
  file: z.string(),
  /** From 1; null where the whole file is meant. */
  line: z.number().int().nullable(),
  /** Code and parameters of an error text, see contract/errors.ts. */
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type ImportProblem = z.infer<typeof importProblemSchema>;

/** What becomes of a query of a file that is in the library already. */
export const duplicateWays = ['update', 'skip', 'both'] as const;
export type DuplicateWay = (typeof duplicateWays)[number];

/** A query of a file, and the one of the library that it meets. */
export const importedQuerySchema = z.object({
  file: z.string(),
  title: wordsSchema,
  folder: lineSchema,
  /** What was done, or would be. */
  outcome: z.enum(['added', 'updated', 'skipped']),
  /** Null: there is none of its id or name. */
  there: z
    .object({
      id: queryIdSchema,
      title: wordsSchema,
      updatedAt: timeSchema,
      version: z.number().int(),
      archived: z.boolean(),
      /**
       * The file's query against it: by their version numbers where they have one id; `changed` at
       * the same number, `other` where only the name is the same.
       */
      relation: z.enum(['same', 'newer', 'older', 'changed', 'other']),
    })
    .nullable(),
});
export type ImportedQuery = z.infer<typeof importedQuerySchema>;

const name = z.string().min(1).max(1000);
const someIds = z.array(idSchema).min(1).max(5000);

/** Saved queries, own and shipped. */
export const queryLibrary = {
  /** Lines of the library, by folder and title; `facets` counts what the text alone leaves. */
  library: oc.input(libraryFilterSchema.prefault({})).output(
    z.object({
      queries: z.array(queryCardSchema),
      facets: z.object({
        folders: z.record(z.string(), z.number().int()),
        platforms: z.record(z.string(), z.number().int()),
        categories: z.record(z.string(), z.number().int()),
        tags: z.record(z.string(), z.number().int()),
        dialects: z.record(z.string(), z.number().int()),
      }),
    }),
  ),
  saved: oc.input(z.object({ id: queryIdSchema })).output(savedQuerySchema),
  /**
   * The statement a connection would be sent, by its dialect and, once its server was seen,
   * product and version. Null where the query has none for it.
   */
  statementOf: oc
    .input(z.object({ id: queryIdSchema, endpointId: idSchema }))
    .output(queryStatementSchema.extend({ unproven: z.boolean() }).nullable()),
  /**
   * Creates (no id) or changes (id) an own query. Parameters that its statements have and that
   * are not declared are added as text; those that no statement has are left out.
   */
  save: oc
    .input(queryDocumentSchema.omit({ author: true }).extend({ id: idSchema.optional() }))
    .output(savedQuerySchema),
  /** Copies a query, shipped or own, into an own one that can be changed. */
  copyQuery: oc
    .input(z.object({ id: queryIdSchema, folder: lineSchema.default('') }))
    .output(savedQuerySchema),
  /** Takes own queries out of the library, or back into it; all or none. */
  archive: oc.input(z.object({ ids: someIds, archived: z.boolean() })).output(done),
  /** Puts own queries into a folder, or gives and takes tags; all or none. Makes no new version. */
  place: oc
    .input(
      z.object({
        ids: someIds,
        folder: lineSchema.optional(),
        addTags: z.array(lineSchema).max(100).default([]),
        removeTags: z.array(lineSchema).max(100).default([]),
      }),
    )
    .output(done),
  /** Versions of an own query, newest first. */
  versions: oc.input(z.object({ id: idSchema })).output(z.array(queryVersionSchema)),
  version: oc
    .input(z.object({ id: idSchema, version: z.number().int() }))
    .output(queryDocumentSchema),
  /** Makes an older version the one in force, as a new version. */
  restoreVersion: oc
    .input(z.object({ id: idSchema, version: z.number().int(), note: lineSchema.default('') }))
    .output(savedQuerySchema),
  /**
   * What thresholds would find in a kept result, before they are saved: how many of the rows looked
   * at each of them holds for (of the first 200,000), and the columns that the result does not have.
   */
  tryThresholds: oc
    .input(z.object({ resultId: idSchema, thresholds: z.array(thresholdSchema).max(100) }))
    .output(
      z.object({
        rows: z.number().int(),
        holds: z.array(z.number().int()),
        warning: z.number().int(),
        critical: z.number().int(),
        missing: z.array(z.string()),
      }),
    ),
  /** Values to choose from for a parameter: its own, then what its statement finds on the connection. */
  choices: oc
    .input(
      z.object({
        parameter: parameterSchema.pick({ choices: true, choicesFrom: true }),
        endpointId: idSchema,
        /** Values found are kept as long as this console is open, unless they are asked for anew. */
        consoleId: z.string().max(200),
        fresh: z.boolean().default(false),
      }),
    )
    .output(z.object({ values: z.array(z.string()), truncated: z.boolean() })),
  /**
   * Takes queries from files into the library: YAML with the statements beside it, as
   * `resources/packs` has them. Files with problems are left out and named; the others are taken.
   */
  importQueries: oc
    .input(
      z.object({
        from: z.discriminatedUnion('kind', [
          /**
           * A YAML file, a zip, or a folder with whatever is in it, on this machine; without a path
           * the folder `queries` of the profile.
           */
          z.object({ kind: z.literal('path'), path: name.optional() }),
          /** Files given by the page; a zip is one of them. Base64. */
          z.object({
            kind: z.literal('files'),
            files: z.array(z.object({ name, data: z.string() })).max(5000),
          }),
        ]),
        /** What to do with a query that is there already: by its id, or its title and folder. */
        duplicates: z.enum(duplicateWays).default('update'),
        /** The same for single files, by their path. */
        ways: z.record(z.string(), z.enum(duplicateWays)).default({}),
        /** Only says what would be done. */
        dryRun: z.boolean().default(false),
      }),
    )
    .output(
      z.object({
        added: z.array(z.string()),
        updated: z.array(z.string()),
        /** There already: the same, or left alone. */
        skipped: z.array(z.string()),
        /** Each query, in the order of the files. */
        queries: z.array(importedQuerySchema),
        problems: z.array(importProblemSchema),
      }),
    ),
  /**
   * Writes queries as files that `importQueries` reads, into a new zip or a folder of this machine;
   * without a path into the folder `queries` of the profile, or a zip of that name beside it.
   */
  exportQueries: oc
    .input(
      z.object({
        ids: z.array(queryIdSchema).min(1).max(5000),
        form: z.enum(['folder', 'zip']),
        path: name.optional(),
      }),
    )
    .output(z.object({ path: z.string(), files: z.number().int() })),
  /** The same zip for who asks from another machine; Base64. */
  packQueries: oc
    .input(z.object({ ids: z.array(queryIdSchema).min(1).max(5000) }))
    .output(z.object({ data: z.string(), files: z.number().int() })),
};
