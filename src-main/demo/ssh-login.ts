import { timingSafeEqual } from 'node:crypto';
import type { AuthContext } from 'ssh2';
import ssh2 from 'ssh2';
import { DEMO_USER, type MachinePlan } from './machines';

/**
 * Password of the account, for trying password log-in. It is public on purpose: whoever
 * reaches the loopback port sees made-up logs and nothing else.
 */
export const DEMO_PASSWORD = 'demo-plant';
/** The one-time code of the machine that asks for one, which it also says. */
export const DEMO_CODE = '246810';

function sameText(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

function askForCode(context: Extract<AuthContext, { method: 'keyboard-interactive' }>): void {
  const prompt = `动态口令 One-time code (simulated: ${DEMO_CODE}): `;
  context.prompt([{ prompt, echo: true }], 'bank-gw-01', (answers) => {
    if (answers[0]?.trim() === DEMO_CODE) context.accept();
    else context.reject(['keyboard-interactive']);
  });
}

/** Decides about one attempt to log in. */
export function authenticate(
  context: AuthContext,
  identityPublicKey: string,
  logIn: MachinePlan['logIn'],
): void {
  const allowed = ssh2.utils.parseKey(identityPublicKey);
  const methods = logIn === 'code' ? ['keyboard-interactive'] : ['publickey', 'password'];
  const refuse = (): void => context.reject(methods as never);
  if (context.username !== DEMO_USER || allowed instanceof Error) return refuse();
  if (logIn === 'code')
    return context.method === 'keyboard-interactive' ? askForCode(context) : refuse();
  if (context.method === 'password') {
    const isRight = sameText(Buffer.from(context.password), Buffer.from(DEMO_PASSWORD));
    return isRight ? context.accept() : refuse();
  }
  if (context.method !== 'publickey') return refuse();
  const { key, signature, blob, hashAlgo } = context;
  if (key.algo !== allowed.type || !sameText(key.data, allowed.getPublicSSH())) return refuse();
  if (signature === undefined) return context.accept();
  const isRight = blob !== undefined && allowed.verify(blob, signature, hashAlgo) === true;
  return isRight ? context.accept() : refuse();
}
