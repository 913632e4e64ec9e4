import { AppError } from '../../contract/errors';
import type { SshPrompt } from '../../contract/ssh';
import { newId } from '../../kit/ids';
import { registerSecret } from '../../kit/log';
import type { LoginQuestion } from './login';

/** A question waits so long for a person. */
const patienceMs = 120_000;

interface Open {
  prompt: SshPrompt;
  resolve: (answers: string[]) => void;
  reject: (error: AppError) => void;
}

/** Who asks, for the question's heading. */
export interface Asker {
  endpointId: string;
  host: string;
  username: string;
}

/** Questions of servers that wait for a person in any view of this profile. */
export class PromptDesk {
  private readonly open = new Map<string, Open>();
  private readonly changed: () => void;
  private readonly someoneThere: () => boolean;
  private readonly patienceMs: number;

  /** @param someoneThere whether any view or terminal could show a question */
  constructor(changed: () => void, someoneThere: () => boolean, patience = patienceMs) {
    this.changed = changed;
    this.someoneThere = someoneThere;
    this.patienceMs = patience;
  }

  list(): SshPrompt[] {
    return [...this.open.values()].map(({ prompt }) => prompt);
  }

  /**
   * Asks and waits for the answer.
   *
   * @throws AppError `ssh.interaction-needed` when nobody is there or nobody answers,
   *   `ssh.interaction-cancelled`, `wire.cancelled`
   */
  ask(asker: Asker, question: LoginQuestion, signal?: AbortSignal): Promise<string[]> {
    const { host, username } = asker;
    const id = newId();
    return new Promise((resolve, reject) => {
      if (!this.someoneThere())
        return reject(new AppError('ssh.interaction-needed', { host, username }));
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        if (this.open.delete(id)) this.changed();
      };
      const giveUp = (error: AppError): void => {
        settle();
        reject(error);
      };
      const onAbort = (): void => giveUp(new AppError('wire.cancelled'));
      const timer = setTimeout(
        () => giveUp(new AppError('ssh.interaction-needed', { host, username })),
        this.patienceMs,
      );
      if (signal?.aborted) return onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      this.open.set(id, {
        prompt: {
          id,
          ...asker,
          ...question,
          askedAt: Date.now(),
          expiresAt: Date.now() + this.patienceMs,
        },
        resolve: (answers) => {
          settle();
          resolve(answers);
        },
        reject: giveUp,
      });
      this.changed();
    });
  }

  /**
   * Answers in the order of the fields; null gives the log-in up.
   *
   * @throws AppError `entity.not-found` when the question is not open any more
   */
  answer(id: string, answers: readonly string[] | null): void {
    const asked = this.open.get(id);
    if (!asked) throw new AppError('entity.not-found', { id });
    const { host, username, fields } = asked.prompt;
    if (!answers)
      return asked.reject(new AppError('ssh.interaction-cancelled', { host, username }));
    fields.forEach(({ echo }, index) => {
      const answer = answers[index];
      if (!echo && answer) registerSecret(answer);
    });
    asked.resolve(fields.map((_, index) => answers[index] ?? ''));
  }

  /** Gives every question up. */
  dispose(): void {
    for (const { prompt, reject } of this.open.values())
      reject(
        new AppError('ssh.interaction-needed', { host: prompt.host, username: prompt.username }),
      );
  }
}
