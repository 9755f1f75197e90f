// Who may come in: the Host and Origin laws against pages of other sites (DNS rebinding, forged requests), and the
// two credentials, the API token and the window's cookie.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Code } from '#core/model';

/** The headers that decide. */
export type GuardHeaders = Pick<IncomingHttpHeaders, 'host' | 'origin' | 'authorization' | 'cookie' | 'sec-fetch-site'>;

export interface GuardParts {
  readonly apiToken: string;
  /** What opens the window in a browser, for the life of the process. */
  readonly windowKey: string;
}

export class Guard {
  readonly #apiToken: string;
  readonly #windowKey: string;
  readonly #cookieValue = randomBytes(32).toString('base64url');
  #hosts: ReadonlySet<string> = new Set();
  #cookieName = 'sextant';

  constructor({ apiToken, windowKey }: GuardParts) {
    this.#apiToken = apiToken;
    this.#windowKey = windowKey;
  }

  /** The port is known only once the server listens. */
  listen(port: number, isIpv6: boolean): void {
    this.#hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`, ...(isIpv6 ? [`[::1]:${port}`] : [])]);
    // Browsers share cookies among the ports of a host: two workstations must not overwrite each other's.
    this.#cookieName = `sextant_${port}`;
  }

  /** The first law broken by Host, Origin or Sec-Fetch-Site, or null. `isApi` refuses other sites' plain GETs too. */
  findForeign(headers: GuardHeaders, isApi: boolean): Code | null {
    if (headers.host === undefined || !this.#hosts.has(headers.host.toLowerCase())) return 'WEB_FORBIDDEN_HOST';
    const { origin } = headers;
    if (origin !== undefined && !this.#isOwnOrigin(origin)) return 'WEB_FORBIDDEN_ORIGIN';
    const site = headers['sec-fetch-site'];
    const isForeignSite = site === 'cross-site' || site === 'same-site';
    return isApi && origin === undefined && isForeignSite ? 'WEB_FORBIDDEN_ORIGIN' : null;
  }

  hasApiToken(headers: GuardHeaders): boolean {
    const match = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '');
    return match !== null && isEqual(match[1] ?? '', this.#apiToken);
  }

  hasWindowCookie(headers: GuardHeaders): boolean {
    const cookies = (headers.cookie ?? '').split(';').map((part) => part.trim());
    const prefix = `${this.#cookieName}=`;
    return cookies.some(
      (cookie) => cookie.startsWith(prefix) && isEqual(cookie.slice(prefix.length), this.#cookieValue),
    );
  }

  mayCall(headers: GuardHeaders): boolean {
    return this.hasApiToken(headers) || this.hasWindowCookie(headers);
  }

  /** The cookie that `key` is exchanged for, or null for a wrong key. */
  exchangeKey(key: string): string | null {
    if (!isEqual(key, this.#windowKey)) return null;
    return `${this.#cookieName}=${this.#cookieValue}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Origins a window of ours may have. */
  get origins(): readonly string[] {
    return [...this.#hosts].map((host) => `http://${host}`);
  }

  #isOwnOrigin(origin: string): boolean {
    return origin.startsWith('http://') && this.#hosts.has(origin.slice('http://'.length).toLowerCase());
  }
}

const COMPARISON_KEY = randomBytes(32);

// Digests have one length, so the comparison tells nothing of the secret, not even how long it is.
function isEqual(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', COMPARISON_KEY).update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
