/** A part of the question that is asked before a statement: its names go in as arrays, `$1` onwards. */
export interface Part {
  lists: readonly (readonly string[])[];
  /** Gives rows of kind, schema, name and the relation that it stands behind, if any. */
  sql(...arrays: string[]): string;
}

export const equals = 'OPERATOR(pg_catalog.=)';

/** Whether an object belongs to an extension: by the index of pg_depend, which is large. */
export const ofExtension = (catalog: string, oid: string): string =>
  `EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid ${equals} 'pg_catalog.${catalog}'::pg_catalog.regclass AND d.objid ${equals} ${oid} AND d.deptype ${equals} 'e')`;
