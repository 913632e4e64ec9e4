import type { HostClient } from '../contract/index';
import type { SshPrompt } from '../contract/ssh';
import { askLine } from './ask';

/**
 * Runs work during which servers may ask something (a one-time code, a password) and puts
 * their questions to the person at the terminal. Without a terminal nobody is there to answer:
 * such a log-in then fails with `ssh.interaction-needed`.
 */
export async function withPrompts<T>(client: HostClient, work: () => Promise<T>): Promise<T> {
  if (!process.stdin.isTTY) return work();
  const stop = new AbortController();
  const answering = answerAll(client, stop.signal);
  try {
    return await work();
  } finally {
    stop.abort();
    await answering;
  }
}

async function answerAll(client: HostClient, signal: AbortSignal): Promise<void> {
  try {
    // Somebody who follows the events is somebody who can be asked.
    for await (const event of await client.app.events({}, { signal })) {
      if (event.type !== 'resync' && !(event.type === 'changed' && event.feature === 'ssh'))
        continue;
      for (const prompt of await client.ssh.prompts()) await answer(client, prompt);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function answer(client: HostClient, prompt: SshPrompt): Promise<void> {
  const { id, host, username, title, instructions, fields } = prompt;
  process.stderr.write(`${plain(username)}@${plain(host)} asks:\n`);
  for (const words of [title, instructions])
    if (words.trim() !== '') process.stderr.write(`  ${plain(words)}\n`);
  const answers: string[] = [];
  for (const { label, echo } of fields) {
    const given = await askLine(`  ${plain(label) || 'Answer:'} `, echo);
    if (given === null) break;
    answers.push(given);
  }
  const complete = answers.length === fields.length;
  // Answered elsewhere, or too late: the log-in tells what came of it.
  await client.ssh.answer({ id, answers: complete ? answers : null }).catch(() => undefined);
}

/** A server's words without anything that acts on a terminal. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
