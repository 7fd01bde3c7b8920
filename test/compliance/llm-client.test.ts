import { expect, it } from 'vitest';
import { type Clock, systemClock } from '../../core/foundation/clock.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import {
  type BackendKindName,
  backendKinds,
  configurableKinds,
  createLlmClient,
  defaultCustomSettings,
  demoSettings,
  llmClientSection,
} from '../../core/inference/backends/index.ts';
import { adaptLlmClient } from '../../core/library/client/adapt-llm-client.ts';
import { type DialectName, type LlmServerOptions, startLlmServer } from '../fakes/llm-server/index.ts';
import { WordClient } from '../fakes/word-client.ts';
import { backendSettings, openBackend } from '../utils/backend.ts';
import { openBuiltin } from '../utils/builtin.ts';
import {
  type BehaviourName,
  behaviourNames,
  type ComplianceTable,
  formatTable,
  type KindUnderTest,
  type LlmClientSetup,
  type SetupOptions,
  type Shown,
  showsAllBut,
  testLlmClient,
} from './llm-client.ts';

/** The demo at full speed: its waits end at the next turn of the event loop. */
const hurriedClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer(callback) {
    const handle = setImmediate(callback);
    return () => clearImmediate(handle);
  },
};

/** A kind over the scripted server in its dialect. */
function overServer(
  dialect: DialectName & BackendKindName,
  {
    path = '/v1',
    options = {},
    live = true,
  }: { path?: string; options?: Partial<LlmServerOptions>; live?: boolean } = {},
): KindUnderTest['setup'] {
  return async ({ settings, limits, server: more }: SetupOptions): Promise<LlmClientSetup> => {
    const server = await startLlmServer({ dialect, ...options, ...more });
    const all = { custom: ownApi(live), ...settings };
    const client = openBackend(backendSettings(dialect, `${server.url}${path}`, all), limits ? { limits } : {});
    return {
      client,
      server,
      async close() {
        await client.close();
        await server.close();
      },
    };
  };
}

/** How the scripted server's own API is asked, for a stream or for a whole answer. */
const ownApi = (live: boolean) => ({
  models: ['qwen3-4b'],
  requestTemplate: {
    model: '{{model}}',
    system: '{{system_prompt}}',
    input: '{{prompt}}',
    limit: '{{max_tokens}}',
    live,
  },
  responsePaths: {
    ...defaultCustomSettings.responsePaths,
    content: 'output.text',
    inboundTokens: 'counts.read',
    outboundTokens: 'counts.written',
    finishReason: 'why',
  },
});

const noControl = { because: 'the program decides alone what it keeps in memory' };
const hasControl = { because: 'it loads and unloads on command' };
const noProgram = { because: 'there is no program behind it that could fail' };
const ownPort = { because: 'an API that nobody knows has no list to compare with and without a key' };
const wholeAnswer = { because: 'its answers come whole, so nothing is known before the end' };

const withoutControl = {
  'loads and unloads a model, and its list follows': noControl,
  'does nothing for what is loaded or unloaded already': noControl,
  'does not load what is not there': noControl,
} satisfies Partial<Record<BehaviourName, Shown>>;
const withControl = {
  'says that a program loads and unloads by itself only': hasControl,
} satisfies Partial<Record<BehaviourName, Shown>>;

/** Those that need a scripted program. */
const inProcess: Partial<Record<BehaviourName, Shown>> = Object.fromEntries(
  behaviourNames
    .slice(behaviourNames.indexOf('shows its key, and tells that it was asked for'))
    .map((name) => [name, noProgram]),
);

/** A new kind does not compile until it says here how it is set up and what it shows. */
const kinds: Readonly<Record<BackendKindName, KindUnderTest>> = {
  lmstudio: { setup: overServer('lmstudio'), shows: showsAllBut(withControl) },
  ollama: { setup: overServer('ollama', { path: '' }), shows: showsAllBut(withControl) },
  'llama-cpp': {
    setup: overServer('llama-cpp'),
    shows: showsAllBut({
      ...withoutControl,
      'does not know a model that is not there': {
        because: 'a server with one model answers whatever it is asked for',
      },
    }),
  },
  openai: { setup: overServer('openai'), shows: showsAllBut(withoutControl) },
  custom: {
    setup: overServer('custom', { path: '/generate' }),
    shows: showsAllBut({ ...withoutControl, 'shows its key, and tells that it was asked for': ownPort }),
  },
  builtin: { setup: openBuiltin, shows: showsAllBut({ ...withControl, ...inProcess }) },
  demo: {
    async setup() {
      const client = createLlmClient(demoSettings, { clock: hurriedClock, logger: silentLogger });
      return { client, server: null, close: () => client.close() };
    },
    shows: showsAllBut({ ...withoutControl, ...inProcess }),
  },
};

/** Kinds in another of their ways, and clients that others bring. */
const more: Readonly<Record<string, KindUnderTest & { readonly kind: string }>> = {
  'llama-cpp, router': {
    kind: 'llama-cpp',
    setup: overServer('llama-cpp', { options: { router: true } }),
    shows: showsAllBut(withControl),
  },
  'lmstudio 0.3': {
    kind: 'lmstudio',
    setup: overServer('lmstudio', { options: { restApis: ['v0'], version: '0.3.31' } }),
    shows: showsAllBut(withoutControl),
  },
  'custom, whole answers': {
    kind: 'custom',
    setup: overServer('custom', { path: '/generate', live: false }),
    shows: showsAllBut({
      ...withoutControl,
      'shows its key, and tells that it was asked for': ownPort,
      'reports progress that grows up to the final count': wholeAnswer,
      'ends with BACKEND_ABORTED when it is called off in the middle': wholeAnswer,
      'tries again before the first output, and not after it': wholeAnswer,
      'gives up on a program that stops sending': 'BACKEND_TIMEOUT',
      'takes an early end for a failure': 'BACKEND_BAD_RESPONSE',
    }),
  },
  'a client of another program': {
    kind: 'custom',
    async setup() {
      const client = adaptLlmClient(new WordClient(), { clock: systemClock }, { timeoutSecs: 60 });
      return { client, server: null, close: () => client.close() };
    },
    shows: showsAllBut({
      ...withoutControl,
      ...inProcess,
      'does not know a model that is not there': { because: 'which names it answers is the business of its author' },
    }),
  },
};

const table: ComplianceTable = new Map();
for (const kind of Object.keys(backendKinds) as BackendKindName[]) testLlmClient(kind, kind, kinds[kind], table);
for (const [title, { kind, ...underTest }] of Object.entries(more)) testLlmClient(title, kind, underTest, table);

it('every kind shows every behaviour, or says why not', async () => {
  const text = formatTable(table);
  expect(text).not.toContain('FAILED');
  await expect(text).toMatchFileSnapshot('./llm-client/table.md');
});

it('lets a configuration name every kind but the demo', () => {
  expect(Object.keys(backendKinds).filter((kind) => !configurableKinds.some((name) => name === kind))).toEqual([
    'demo',
  ]);
  expect(llmClientSection.keys.backend.safeParse('demo').success).toBe(false);
});
