/** Every breach of "only x/store.ts names x's tables" below `root`, as sentences `file: what`. */
export function findTableViolations(root: string): string[];
