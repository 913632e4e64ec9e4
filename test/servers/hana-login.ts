/** Log-in by SCRAMSHA256, as a SAP HANA server does it (reference, “Authentication”). */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { demand, fields } from './hana-wire';

const method = 'SCRAMSHA256';
const hmac = (key: Buffer, data: Buffer): Buffer => createHmac('sha256', key).update(data).digest();
const sha = (data: Buffer): Buffer => createHash('sha256').update(data).digest();

/** One log-in, from the client's challenge to its proof. */
export class HanaLogin {
  readonly #salt = randomBytes(16);
  readonly #key = randomBytes(48);
  readonly #challenge: Buffer;

  /** @param given fields of the client's first message */
  constructor(given: readonly Buffer[]) {
    const at = given.findIndex((field) => field.toString() === method);
    demand(at > 0, 'no log-in by SCRAM');
    this.#challenge = given[at + 1] ?? Buffer.alloc(0);
    demand(this.#challenge.length === 64, 'a challenge of another length');
  }

  /** What the server answers to it. */
  get answer(): Buffer {
    return fields([Buffer.from(method), fields([this.#salt, this.#key])]);
  }

  /** Whether the client knows the password. */
  proves(password: string, [, named, given]: readonly Buffer[]): boolean {
    demand(named?.toString() === method, 'another log-in');
    const salted = sha(hmac(Buffer.from(password), this.#salt));
    const signature = hmac(sha(salted), Buffer.concat([this.#salt, this.#key, this.#challenge]));
    const proof = Buffer.from(salted.map((byte, at) => byte ^ (signature[at] ?? 0)));
    return given?.subarray(3).equals(proof) ?? false;
  }

  /** What the server says to a client that does. */
  static readonly welcome = fields([Buffer.from(method), Buffer.alloc(0)]);
}
