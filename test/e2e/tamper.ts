/**
 * Runs one SQL statement on the store of a profile, as somebody with the passphrase and a
 * database tool could. Arguments: profile folder, passphrase, SQL. Started by tests as a
 * process of its own: Playwright cannot load the store's native part.
 */
import { startTestHost } from '../servers/host';

export async function main(): Promise<void> {
  const [folder = '', passphrase = '', sql = ''] = process.argv.slice(2);
  const test = await startTestHost({ folder, passphrase });
  test.host.features().profile.db.exec(sql);
  await test.close();
}

void main();
