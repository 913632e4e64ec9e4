import { runCommand, type CommandRunner } from './run';

/**
 * How far this device's clock is from the server's, in milliseconds: device minus server,
 * correct to half a round trip.
 *
 * @returns null where `date` does not know nanoseconds (AIX, Solaris)
 */
export async function measureClockOffset(link: CommandRunner): Promise<number | null> {
  const before = Date.now();
  const { stdout, code } = await runCommand(link, 'date +%s.%N');
  const after = Date.now();
  const text = stdout.toString('latin1').trim();
  if (code !== 0 || !/^\d+\.\d+$/.test(text)) return null;
  return Math.round((before + after) / 2 - Number(text) * 1000);
}
