import type { Database } from '../../kit/database';

/** What was sent keeps the types of its parameters, so that it is asked again as it was. */
export function up(db: Database): void {
  // Names and types as JSON; of what was sent before nothing is known, and text is taken.
  db.exec("ALTER TABLE query_history ADD COLUMN types TEXT NOT NULL DEFAULT '{}'");
}
