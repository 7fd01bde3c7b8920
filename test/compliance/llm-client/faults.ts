import { expect } from 'vitest';
import type { Fault } from '../../fakes/llm-server/index.ts';
import { expectCode } from '../../utils/expect-code.ts';
import { type Behaviour, type FailureCode, going, type SetupOptions } from '../llm-client.ts';

/** A fault of the program, and the code that it ends with. Nothing of the program's text is in the error. */
function failsWith(usual: FailureCode, fault: Fault, needs: SetupOptions = {}): Behaviour {
  return {
    needs,
    async run({ client, request, server, code }) {
      server?.setFault(fault);
      const error = await expectCode(client.complete(request, { signal: going() }), code ?? usual);
      const told = JSON.stringify(error.toObject()) + String(error.stack) + String(error.cause ?? '');
      expect(told).not.toContain('must stay on the server');
      expect(error.details).toMatchObject({ backend: client.name });
    },
  };
}

const hurried = { timeoutMs: 3000, firstTokenTimeoutMs: 600, stallTimeoutMs: 200 };

/** What a kind does when the program behind it fails. */
export const faults = {
  'gives up on a program that stops sending': failsWith(
    'BACKEND_STALLED',
    { kind: 'stall', afterPieces: 2 },
    { limits: hurried },
  ),
  'gives up on a program that sends nothing': failsWith(
    'BACKEND_TIMEOUT',
    { kind: 'slow-first-token', delayMs: 60_000 },
    { limits: hurried },
  ),
  'takes a broken connection for a failure': failsWith('BACKEND_FAILED', { kind: 'cut', afterPieces: 3 }),
  'takes an early end for a failure': failsWith('BACKEND_FAILED', { kind: 'early-end', afterPieces: 3 }),
  'sees an error inside a stream': failsWith('BACKEND_FAILED', { kind: 'error-in-stream', afterPieces: 3 }),
  'sees an error with status 200': failsWith('BACKEND_FAILED', { kind: 'error-200', message: 'Out of memory' }),
  'sees what is not JSON': failsWith('BACKEND_BAD_RESPONSE', { kind: 'bad-json' }),
  'refuses a huge answer': failsWith('BACKEND_RESPONSE_TOO_LARGE', { kind: 'huge', bytes: 10 * 1024 * 1024 }),
  'refuses a line that never ends': failsWith('BACKEND_RESPONSE_TOO_LARGE', { kind: 'endless-line' }),
  'counts itself when the program does not': {
    async run({ client, request, server }) {
      server?.setFault({ kind: 'no-usage' });
      const { countedBy, inboundTokens, outboundTokens } = await client.complete(request, { signal: going() });
      expect(countedBy).toBe('local');
      expect(Math.min(inboundTokens, outboundTokens)).toBeGreaterThan(0);
    },
  },
  'tries again before the first output, and not after it': {
    needs: { settings: { maxRetries: 1 } },
    async run({ client, request, server }) {
      server?.setFault({ kind: 'status', status: 500 }, 1);
      expect((await client.complete(request, { signal: going() })).content).not.toBe('');
      expect(server?.chats).toHaveLength(2);
      server?.setFault({ kind: 'cut', afterPieces: 3 }, 1);
      await expectCode(client.complete(request, { signal: going() }), 'BACKEND_FAILED');
      expect(server?.chats).toHaveLength(3);
    },
  },
  'finds nobody where nothing listens': {
    async run({ client, request, server }) {
      await server?.close();
      await expectCode(client.listModels({ signal: going() }), 'BACKEND_UNREACHABLE');
      await expectCode(client.complete(request, { signal: going() }), 'BACKEND_UNREACHABLE');
    },
  },
} satisfies Readonly<Record<string, Behaviour>>;
