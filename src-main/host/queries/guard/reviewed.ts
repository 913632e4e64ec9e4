import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { dialects, type Dialect } from '../../../contract/dialects';

/** The list in `resources/packs`: which statements people have reviewed, by their hash. */
const reviewedSchema = z.strictObject({
  /** `<platform>/<file> <dialect>` → hash, so that a change of either is seen in the list's history. */
  statements: z.record(
    z.string(),
    z.strictObject({ dialect: z.enum(dialects), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});
export type Reviewed = z.infer<typeof reviewedSchema>;

/** SHA-256 of a statement as it is shipped: its text without blanks around it, line ends as LF. */
export function statementHash(sql: string): string {
  return createHash('sha256').update(sql.replaceAll('\r\n', '\n').trim()).digest('hex');
}

/** The list of a program's resources. @throws Error when it is not as it must be: ours, so a defect */
export function readReviewed(resources: string): Reviewed {
  const text = readFileSync(join(resources, 'packs', 'reviewed.json'), 'utf8');
  return reviewedSchema.parse(JSON.parse(text));
}

/**
 * Tells whether people have reviewed a statement, byte for byte; the list is read at the first
 * question. For such a statement the guard passes over syntax and functions it does not know,
 * never over what writes, locks or is several statements.
 */
export function reviewedIn(resources: string): (dialect: Dialect, sql: string) => boolean {
  let hashes: ReadonlySet<string> | null = null;
  return (dialect, sql) => {
    hashes ??= new Set(
      Object.values(readReviewed(resources).statements).map(
        (one) => `${one.dialect} ${one.sha256}`,
      ),
    );
    return hashes.has(`${dialect} ${statementHash(sql)}`);
  };
}
