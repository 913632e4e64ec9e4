import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../contract/errors';
import { makePrivateFolder, writeFileAtomically } from '../kit/files';

/** Path at which a running server answers another process of the same user. */
export const controlPath = '/control';

const controlFileSchema = z.object({
  port: z.number().int(),
  pid: z.number().int(),
  secret: z.string(),
});
export type ControlFile = z.infer<typeof controlFileSchema>;

const namePattern = /^serve-\d+\.json$/;
const answerSchema = z.object({ url: z.string() });

/**
 * Says in the profile folder that it is served, so that `serve open` finds the server. The
 * file is private (0600) and gone when the server closes. Call the result to remove it.
 */
export function announce(folder: string, control: ControlFile): () => void {
  makePrivateFolder(folder);
  const path = join(folder, `serve-${control.pid}.json`);
  writeFileAtomically(path, JSON.stringify(control));
  return () => rmSync(path, { force: true });
}

/**
 * A fresh address, good for one use, of a running server of the profile.
 *
 * @throws AppError `serve.not-running`
 */
export async function requestUrl(folder: string): Promise<{ url: string; port: number }> {
  for (const path of controlFiles(folder)) {
    const control = readControl(path);
    if (!control) continue;
    const url = await ask(control);
    if (url !== null) return { url, port: control.port };
    // What a killed server left behind.
    rmSync(path, { force: true });
  }
  throw new AppError('serve.not-running', { folder });
}

function controlFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => namePattern.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function readControl(path: string): ControlFile | null {
  try {
    return controlFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

async function ask({ port, secret }: ControlFile): Promise<string | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${controlPath}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      redirect: 'error',
    });
    return answer.ok ? answerSchema.parse(await answer.json()).url : null;
  } catch {
    return null;
  }
}
