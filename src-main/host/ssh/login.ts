import {
  createAgent,
  type AnyAuthMethod,
  type AuthHandlerMiddleware,
  type BaseAgent,
  type KeyboardInteractiveAuthMethod,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';
import { oldSignature, type AlgorithmChoice } from './algorithms';

/** How to log in. */
export type SshAuth =
  | { kind: 'password'; password: string }
  | { kind: 'key'; key: ParsedKey }
  /** Path of the agent's socket, or ssh2's `pageant`. */
  | { kind: 'agent'; socket: string }
  /** The server asks; the password, where one is known, answers the first hidden question. */
  | { kind: 'interactive'; password: string | null };

/** What a server wants to know from a person; its own words are hostile text. */
export interface LoginQuestion {
  title: string;
  instructions: string;
  fields: { label: string; echo: boolean }[];
}

/**
 * Asks a person. Rejects when nobody answers; the log-in then fails with that error.
 *
 * @param over aborts when there is nobody to give the answer to any more
 */
export type AskPerson = (question: LoginQuestion, over?: AbortSignal) => Promise<string[]>;

/** Longer lists of methods than this are no server's. */
const maxMethods = 200;

/** Thrown by a key that would have to sign with SHA-1 where that is not allowed. */
export class OldSignatureRefused extends Error {}

export interface LoginParts {
  username: string;
  auth: SshAuth;
  algorithms: AlgorithmChoice;
  ask: AskPerson | null;
  /** Ends the attempt with an error of ours. */
  giveUp: (error: Error) => void;
}

/** The log-in of one connection. */
export interface Login {
  handler: AuthHandlerMiddleware;
  /** What the server accepts, as it said last. */
  methods: () => string;
  /** The method offered last; `none` before any other. */
  method: () => string;
}

/**
 * The order of log-in attempts. `none` goes first: it carries nothing and makes the server say
 * what it accepts. A password is also given to keyboard-interactive, which is all that some
 * servers offer for it. Where one proof was accepted and another is wanted besides (a one-time
 * code after a key), a person is asked.
 */
export function logIn(parts: LoginParts): Login {
  const { auth, username, algorithms } = parts;
  const answers = new Answers(parts);
  const interactive: AnyAuthMethod = {
    type: 'keyboard-interactive',
    username,
    prompt: answers.prompt,
  };
  const queue: AnyAuthMethod[] = [{ type: 'none', username }];
  switch (auth.kind) {
    case 'password':
      queue.push({ type: 'password', username, password: auth.password }, interactive);
      break;
    case 'key':
      queue.push({ type: 'publickey', username, key: guardKey(auth.key, algorithms) });
      break;
    case 'agent':
      queue.push({ type: 'agent', username, agent: guardAgent(auth.socket, algorithms) });
      break;
    case 'interactive':
      queue.push(interactive);
      break;
  }
  let accepted: readonly string[] = [];
  let method = 'none';
  let askedForMore = false;
  return {
    handler: (methodsLeft: readonly string[] | null, partial, next) => {
      if (methodsLeft) accepted = methodsLeft;
      const offer = (chosen: AnyAuthMethod): void => {
        method = chosen.type;
        next(chosen);
      };
      const at = queue.findIndex(
        ({ type }) => type === 'none' || accepted.includes(type === 'agent' ? 'publickey' : type),
      );
      const chosen = queue[at];
      if (chosen) {
        queue.splice(0, at + 1);
        return offer(chosen);
      }
      const mayAsk = (partial === true || auth.kind === 'interactive') && !askedForMore;
      if (mayAsk && (parts.ask || auth.kind === 'interactive')) {
        askedForMore = true;
        if (accepted.includes('keyboard-interactive') && method !== 'keyboard-interactive')
          return offer(interactive);
        if (accepted.includes('password')) {
          void answers
            .password()
            .then((password) => offer({ type: 'password', username, password }), parts.giveUp);
          return;
        }
      }
      // The library's types leave out `false`, its word for "nothing left to try".
      next(false as never);
    },
    methods: () => accepted.join(', ').slice(0, maxMethods),
    method: () => method,
  };
}

/** Answers a server's questions: a known password once, a person for the rest. */
class Answers {
  private readonly parts: LoginParts;
  private known: string | null;

  constructor(parts: LoginParts) {
    this.parts = parts;
    this.known = 'password' in parts.auth ? parts.auth.password : null;
  }

  readonly prompt: KeyboardInteractiveAuthMethod['prompt'] = (
    title,
    instructions,
    _language,
    prompts,
    finish,
  ) => {
    this.answer(title, instructions, prompts).then(finish, this.parts.giveUp);
  };

  /** The password for a server that takes one without a question of its own. */
  async password(): Promise<string> {
    const [password = ''] = await this.answer('', '', [{ prompt: 'Password:', echo: false }]);
    return password;
  }

  /** Hidden questions are answered by the known password once; an echoed one asks for something else. */
  private async answer(
    title: string,
    instructions: string,
    prompts: readonly { prompt: string; echo?: boolean }[],
  ): Promise<string[]> {
    const secretAt = this.known === null ? -1 : prompts.findIndex(({ echo }) => !echo);
    const secret = this.known ?? '';
    if (secretAt >= 0) this.known = null;
    const open = prompts.filter((_, index) => index !== secretAt);
    if (open.length === 0) return prompts.map(() => secret);
    const fields = open.map(({ prompt, echo }) => ({ label: prompt, echo: echo ?? false }));
    const given = this.parts.ask
      ? await this.parts.ask({ title, instructions, fields })
      : open.map(() => '');
    return prompts.map((_, index) => (index === secretAt ? secret : (given.shift() ?? '')));
  }
}

/**
 * An RSA key that refuses to sign with SHA-1: ssh2 asks for that when the server does not say
 * that it knows better.
 */
function guardKey(key: ParsedKey, algorithms: AlgorithmChoice): ParsedKey {
  if (algorithms === 'old' || key.type !== oldSignature) return key;
  const guarded = Object.create(key) as ParsedKey;
  guarded.sign = (data, hash) => {
    if (!hash || hash === 'sha1') throw new OldSignatureRefused();
    return key.sign(data, hash);
  };
  return guarded;
}

/** The agent, with the same refusal. */
function guardAgent(socket: string, algorithms: AlgorithmChoice): BaseAgent {
  const agent = createAgent(socket);
  if (algorithms === 'old') return agent;
  const guarded = Object.create(agent) as BaseAgent;
  const sign = agent.sign.bind(agent) as SignByAgent;
  guarded.sign = ((key, data, options, done) => {
    const old = key.type === oldSignature && (!options.hash || options.hash === 'sha1');
    if (old) done(new OldSignatureRefused());
    else sign(key, data, options, done);
  }) satisfies SignByAgent as BaseAgent['sign'];
  return guarded;
}

/** How ssh2 calls an agent while it logs in. */
type SignByAgent = (
  key: ParsedKey,
  data: Buffer,
  options: SigningRequestOptions,
  done: SignCallback,
) => void;
