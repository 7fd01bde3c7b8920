import { expect, test } from 'vitest';
import {
  FilterAction,
  type Plugin,
  type PluginContext,
  type PluginResponse,
  type SignedLlmRequest,
} from '../../../core/index.ts';
import { createTestRequest, MockLlmClient } from '../../../core/testing/index.ts';
import { openMockExecutor } from '../../utils/library.ts';
import { eventually } from '../../utils/network.ts';

test('Request Filtering', async () => {
  const blockedKey = new Uint8Array(32).fill(7);
  const blockedClients = new Set([createTestRequest({ clientKey: blockedKey }).signer]);
  const asked = new Map<string, number>();

  const executor = openMockExecutor();
  executor.addRequestFilter((request) => {
    if (blockedClients.has(request.signer)) return FilterAction.reject('Client is blocked');

    const count = (asked.get(request.signer) ?? 0) + 1;
    asked.set(request.signer, count);
    if (count > 2) return FilterAction.reject('Rate limit exceeded');

    if (BigInt(request.payload.outbound_price) < 2_000_000_000_000_000n) return FilterAction.reject('Price too low');
    return FilterAction.accept;
  });

  const outboundPriceWei = 2_000_000_000_000_000n;
  const reason = (text: string) => ({ code: 'HOOK_REJECTED', details: { reason: text } });
  const blocked = executor.processRequest(createTestRequest({ clientKey: blockedKey }));
  await expect(blocked).rejects.toMatchObject(reason('Client is blocked'));
  await expect(executor.processRequest(createTestRequest())).rejects.toMatchObject(reason('Price too low'));
  const clientKey = new Uint8Array(32).fill(8);
  const ask = () => executor.processRequest(createTestRequest({ clientKey, outboundPriceWei }));
  await ask();
  await ask();
  await expect(ask()).rejects.toMatchObject(reason('Rate limit exceeded'));
});

test('Response Transformation', async () => {
  const seen: unknown[] = [];
  const llm = new MockLlmClient().withResponse('something inappropriate').withTokenCount(1, 2);
  const executor = openMockExecutor({}, llm);
  executor.setResponseTransformer((_context, response) => {
    response.metadata.set('executor_version', '0.1.0');
    if (response.content.includes('inappropriate')) {
      response.content = '[Content filtered]';
      response.metadata.set('filtered', true);
    }
  });
  executor.registerPlugin({ name: 'watcher', onResponse: (_context, { metadata }) => void seen.push(metadata) });

  // The client gets the changed text, signed; metadata stay here.
  const answer = await executor.processRequest(createTestRequest());
  expect(answer).toMatchObject({ content: '[Content filtered]', totalTokens: 3 });
  await eventually(() => seen.length === 1);
  expect(seen).toEqual([{ executor_version: '0.1.0', filtered: true }]);
});

test('Plugin System', async () => {
  const lines: string[] = [];

  class LoggingPlugin implements Plugin {
    readonly name = 'logging';

    async onRequest(_context: PluginContext, request: SignedLlmRequest) {
      lines.push(`Request for model ${request.payload.model}`);
    }

    async onResponse(_context: PluginContext, response: PluginResponse) {
      lines.push(`Generated ${response.totalTokens} model tokens`);
    }
  }

  const executor = openMockExecutor({}, new MockLlmClient().withTokenCount(10, 20));
  const unregister = executor.registerPlugin(new LoggingPlugin());
  await executor.processRequest(createTestRequest());
  await eventually(() => lines.length === 2);
  expect(lines).toEqual(['Request for model test-model', 'Generated 30 model tokens']);

  unregister();
  await executor.processRequest(createTestRequest());
  expect(lines).toHaveLength(2);
});
