import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { createClient } from 'redis';
import { onTestFinished } from 'vitest';
import { tempFolder } from './temp-folder.ts';

/** A real Redis server on loopback. */
export interface TestRedis {
  readonly url: string;
  /** Kills it; whoever is connected finds a closed connection. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  /** Keeps its connections and answers nobody until {@link TestRedis.thaw}. */
  freeze(): void;
  thaw(): void;
  /** A connected client for the test's own looks and tricks; it is closed with the test. */
  client(): Promise<ReturnType<typeof createClient>>;
}

/** Starts one without any persistence. It ends with the running test. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  const folder = tempFolder();
  const url = `redis://127.0.0.1:${port}`;
  let server = await launch(port, folder);
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  return {
    url,
    kill,
    async restart() {
      await kill();
      server = await launch(port, folder);
    },
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    async client() {
      const client = createClient({ url });
      // A test that kills the server has its own way to see what it does to this client.
      client.on('error', () => {});
      await client.connect();
      onTestFinished(() => client.destroy());
      return client as ReturnType<typeof createClient>;
    },
  };
}

/** Resolves when it takes connections. */
function launch(port: number, folder: string): Promise<ChildProcess> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (status) => reject(new Error(`redis-server ended with ${status}`)));
    createInterface({ input: server.stdout }).on('line', (line) => {
      if (line.includes('Ready to accept connections')) resolve(server);
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
