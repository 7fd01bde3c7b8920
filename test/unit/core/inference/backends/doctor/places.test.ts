import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock as clock } from '../../../../../../core/foundation/clock.ts';
import { runDoctor } from '../../../../../../core/inference/backends/index.ts';
import { sendJson } from '../../../../../fakes/llm-server/http.ts';
import { type LlmServerOptions, startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, going, openBackend } from '../../../../../utils/backend.ts';
import { startHttpServer } from '../../../../../utils/http-server.ts';
import { tempFolder } from '../../../../../utils/temp-folder.ts';

async function start(dialect: LlmServerOptions['dialect']) {
  const server = await startLlmServer({ dialect });
  onTestFinished(() => server.close());
  return server;
}

const portOf = (url: string) => Number(new URL(url).port);
const nothing = { configured: [], maxConcurrentRequests: 4, model: null, home: null, signal: going() };
const look = (ports: readonly number[], home: string | null = null) =>
  runDoctor({ clock }, { ...nothing, home, ports });

function configure(kind: 'openai' | 'lmstudio', url: string, baseUrl = url) {
  const client = openBackend(backendSettings(kind, url));
  onTestFinished(() => client.close());
  return [{ client, baseUrl }];
}

it('recognises each kind by what it says, and takes nothing else for a model program', async () => {
  const servers = await Promise.all((['lmstudio', 'ollama', 'llama-cpp', 'openai'] as const).map(start));
  const website = await startHttpServer((_, response) => void response.end('<h1>My page</h1>'));
  const reports = await look([...servers.map(({ url }) => portOf(url)), portOf(website.url), 1]);
  expect(reports.map(({ kind, configured }) => [kind, configured])).toEqual([
    ['lmstudio', false],
    ['ollama', false],
    ['llama-cpp', false],
    ['openai', false],
  ]);
});

it('names the API of an executor, and sends no test there', async () => {
  const paths: string[] = [];
  const api = await startHttpServer((request, response) => {
    paths.push(request.url ?? '');
    sendJson(response, 200, { status: 'healthy', models_loaded: ['a'], active_requests: 0, p2p_peers: 3 });
  });
  const finding = 'This is the API of a Lloom executor and no model program.';
  expect(await look([portOf(api.url)])).toMatchObject([{ kind: 'lloom', verdict: 'good', lines: [{ finding }] }]);
  expect(paths).toEqual(['/health']);
  const [configured] = await runDoctor({ clock }, { ...nothing, configured: configure('openai', api.url), ports: [] });
  const lines = [{ fix: expect.stringContaining('base_url') }];
  expect(configured).toMatchObject({ kind: 'lloom', verdict: 'bad', lines });
});

it('examines no place twice, also where localhost stands for 127.0.0.1', async () => {
  const server = await start('openai');
  const configured = configure('openai', server.url, server.url.replace('127.0.0.1', 'localhost'));
  expect(await runDoctor({ clock }, { ...nothing, configured, ports: [portOf(server.url)] })).toHaveLength(1);
});

it('looks where LM Studio says that it moved to', async () => {
  const server = await start('lmstudio');
  const home = tempFolder();
  mkdirSync(join(home, '.lmstudio', '.internal'), { recursive: true });
  const file = join(home, '.lmstudio', '.internal', 'http-server.json');
  writeFileSync(file, JSON.stringify({ port: portOf(server.url) }));
  expect(await look([], home)).toMatchObject([{ kind: 'lmstudio', address: server.url }]);
  for (const odd of ['{"port":"80"}', '{"port":70000}', 'no json', '[]', 'null']) {
    writeFileSync(file, odd);
    expect(await look([], home)).toEqual([]);
  }
});

it('ends when it is told to, also where a place never answers', async () => {
  const silent = await startHttpServer(() => {});
  const stop = new AbortController();
  const looking = runDoctor({ clock }, { ...nothing, ports: [portOf(silent.url)], signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(looking).rejects.toThrow('enough');
});
