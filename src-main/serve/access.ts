import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Values given out and not yet used, at most; older ones expire. */
const maxOutstanding = 64;

/**
 * Who may use the browser face. A start-up token, good for one use, is exchanged for a
 * cookie; with the cookie a tab gets a value of its own, which must be the first frame of
 * its WebSocket. A page of another origin has neither.
 */
export class Access {
  /** Cookies do not tell ports apart: each server has a name of its own. */
  readonly cookieName: string;
  private readonly cookie = newSecret();
  private readonly control = newSecret();
  private readonly startTokens: string[] = [];
  private readonly tabs: string[] = [];

  constructor(port: number) {
    this.cookieName = `fieldbench-${port}`;
  }

  /** For the file by which another process of the same user asks for a fresh address. */
  get controlSecret(): string {
    return this.control;
  }

  newStartToken(): string {
    return giveOut(this.startTokens);
  }

  /** The Set-Cookie header for a start-up token, which is used up; null for a wrong one. */
  exchange(token: string): string | null {
    if (!useUp(this.startTokens, token)) return null;
    return `${this.cookieName}=${this.cookie}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether a request's Cookie header carries the cookie. */
  hasCookie(header: string | undefined): boolean {
    const prefix = `${this.cookieName}=`;
    return (header ?? '')
      .split(';')
      .map((part) => part.trim())
      .some((part) => part.startsWith(prefix) && equal(part.slice(prefix.length), this.cookie));
  }

  isControl(header: string | undefined): boolean {
    return equal(header ?? '', `Bearer ${this.control}`);
  }

  /** A value for one WebSocket of one tab. Only for requests with the cookie. */
  newTab(): string {
    return giveOut(this.tabs);
  }

  takeTab(value: string): boolean {
    return useUp(this.tabs, value);
  }
}

/** 256 random bits as text for URLs, cookies and headers. */
function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function giveOut(values: string[]): string {
  const value = newSecret();
  values.push(value);
  if (values.length > maxOutstanding) values.shift();
  return value;
}

function useUp(values: string[], candidate: string): boolean {
  const index = values.findIndex((value) => equal(value, candidate));
  if (index < 0) return false;
  values.splice(index, 1);
  return true;
}

/** Compares in constant time, whatever the lengths. */
function equal(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
