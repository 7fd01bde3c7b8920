import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { resolveAppFile } from './app-address.ts';
import { contentPolicy } from './content-policy.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** One answer: a file of a known type below `root`, with the policy; everything else is 404. */
export async function answerAppRequest(request: Request, root: string): Promise<Response> {
  const file = request.method === 'GET' ? resolveAppFile(request.url, root) : null;
  const contentType = file === null ? undefined : contentTypes[extname(file)];
  if (file === null || contentType === undefined) return new Response(null, { status: 404 });
  try {
    return new Response(new Uint8Array(await readFile(file)), {
      headers: {
        'content-type': contentType,
        'content-security-policy': contentPolicy,
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
      },
    });
  } catch {
    return new Response(null, { status: 404 });
  }
}
