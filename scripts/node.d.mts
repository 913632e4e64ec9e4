/** The folder of package.json. */
export const root: string;
/** The lowest N-API version the SQLite driver runs on. */
export const neededNapi: number;
/** Flags of V8 for the processes that carry the host. */
export const hostFlags: string[];
/** Path of the Node to start children with. Throws when none is new enough. */
export function projectNode(): string;
