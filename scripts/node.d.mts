/** The folder of package.json. */
export const root: string;
/** The lowest N-API version the SQLite driver runs on. */
export const neededNapi: number;
/** Path of the Node to start children with. Throws when none is new enough. */
export function projectNode(): string;
