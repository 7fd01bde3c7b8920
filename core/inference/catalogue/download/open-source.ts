import { ExecutorError } from '../../../foundation/errors/index.ts';
import { MAX_REDIRECTS } from './limits.ts';

/** An answer that carries the file from `startByte` on. */
export interface OpenSource {
  readonly body: ReadableStream<Uint8Array>;
  /** 0 where the server sends the file from its beginning, whatever was asked. */
  readonly startByte: number;
}

/**
 * Asks a server for a file from a byte on. Redirections are followed by hand, so that none leads from https to anything
 * else, and none from the internet into this computer.
 *
 * @throws `DOWNLOAD_REFUSED` for a status that another try would not change, `DOWNLOAD_FAILED` for one that it may; the
 *   signal's reason
 */
export async function openSource(url: URL, startByte: number, signal: AbortSignal): Promise<OpenSource> {
  let at = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const headers: Record<string, string> = { 'user-agent': 'lloom-executor', 'accept-encoding': 'identity' };
    if (startByte > 0) headers.range = `bytes=${startByte}-`;
    const response = await fetch(at, { headers, redirect: 'manual', signal });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      at = nextPlace(at, response.headers.get('location'));
      continue;
    }
    if (response.status === 200 && response.body) return { body: response.body, startByte: 0 };
    if (response.status === 206 && response.body && startsAt(response, startByte))
      return { body: response.body, startByte };
    await response.body?.cancel();
    throw refusal(response.status);
  }
  throw new ExecutorError('DOWNLOAD_REFUSED', { reason: 'too many redirections' });
}

function nextPlace(from: URL, location: string | null): URL {
  const base = URL.canParse(location ?? '', from.href) ? new URL(location ?? '', from) : null;
  if (base === null) throw new ExecutorError('DOWNLOAD_REFUSED', { reason: 'redirection' });
  const sameServer = base.origin === from.origin;
  if (!sameServer && base.protocol !== 'https:') throw new ExecutorError('DOWNLOAD_REFUSED', { reason: 'redirection' });
  return base;
}

/** A server that sends another part than was asked for would damage the file. */
function startsAt(response: Response, startByte: number): boolean {
  return new RegExp(`^bytes ${startByte}-`).test(response.headers.get('content-range') ?? '');
}

/** Too many requests, timeouts and faults of the server pass; everything else stays as it is. */
function refusal(status: number): ExecutorError {
  const passes = status === 408 || status === 416 || status === 429 || status >= 500;
  return new ExecutorError(passes ? 'DOWNLOAD_FAILED' : 'DOWNLOAD_REFUSED', { status });
}
