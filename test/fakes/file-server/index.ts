import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one answer. */
export type FileFault =
  /** Sends this many bytes of what was asked for, then breaks the connection. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Sends one byte that is not the file's. */
  | { readonly kind: 'corrupt' }
  /** Sends this many bytes, then nothing, with the connection open. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  | { readonly kind: 'status'; readonly status: number }
  /** Sends to another place. */
  | { readonly kind: 'redirect'; readonly to: string }
  /** Sends the whole file, whatever part was asked for. */
  | { readonly kind: 'no-ranges' }
  /** Sends another part than the one that was asked for. */
  | { readonly kind: 'wrong-range' }
  /** Sends more than there is. */
  | { readonly kind: 'too-long' };

/** A server of one file. */
export interface FileServer {
  readonly url: string;
  /** Path and range of each request, oldest first. */
  readonly requests: readonly { readonly path: string; readonly range: string | null }[];
  /** What goes wrong with the next answers, in this order. */
  plan(...faults: (FileFault | null)[]): void;
  /** Settles when so many requests have come in. */
  seen(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Serves `content` under every path, as a hub of models does: with ranges, over real HTTP on 127.0.0.1. */
export async function startFileServer(content: Uint8Array): Promise<FileServer> {
  const requests: { path: string; range: string | null }[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  let faults: (FileFault | null)[] = [];

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const range = request.headers.range ?? null;
    requests.push({ path: request.url ?? '', range });
    for (const one of waiting) if (requests.length >= one.count) one.resolve();
    const fault = faults.shift() ?? null;
    if (fault?.kind === 'status') return void response.writeHead(fault.status).end('no');
    if (fault?.kind === 'redirect') return void response.writeHead(302, { location: fault.to }).end();
    const asked = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const start = fault?.kind === 'no-ranges' ? 0 : asked;
    const body = Buffer.from(content.subarray(start));
    const length = fault?.kind === 'too-long' ? body.length + 10 : body.length;
    const told = fault?.kind === 'wrong-range' ? start + 1 : start;
    response.writeHead(start > 0 || fault?.kind === 'wrong-range' ? 206 : 200, {
      'content-length': length,
      ...(start > 0 || fault?.kind === 'wrong-range'
        ? { 'content-range': `bytes ${told}-${content.length - 1}/${content.length}` }
        : {}),
    });
    if (fault?.kind === 'cut') {
      response.write(body.subarray(0, fault.afterBytes), () => response.destroy());
    } else if (fault?.kind === 'stall') {
      response.write(body.subarray(0, fault.afterBytes));
    } else {
      if (fault?.kind === 'corrupt') body[body.length - 1] = (body.at(-1) ?? 0) ^ 1;
      response.end(fault?.kind === 'too-long' ? Buffer.concat([body, Buffer.alloc(10)]) : body);
    }
  }

  const server = createServer((request, response) => {
    response.on('error', () => {}); // The client left.
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    plan(...next) {
      faults = next;
    },
    seen: (count) =>
      requests.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
