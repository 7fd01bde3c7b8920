import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { eventually } from '../utils/live/eventually.ts';

/** What one run of the network's own client showed. */
export interface ClientRun {
  readonly answered: boolean;
  /** Its log says that the signature of the answer is good. */
  readonly signatureAccepted: boolean;
  readonly seconds: number;
  /** Everything that it printed. */
  readonly output: string;
}

/** The network's own validator, in a process of its own and an empty folder: it takes any config.toml that it finds. */
export class RustValidator {
  readonly address: string;
  readonly #program: string;
  readonly #port: number;
  #child: ChildProcess | null = null;
  #folder: string | null = null;
  #log = '';

  /** @param folder - Where the programs of the network are. */
  constructor(folder: string, port: number) {
    this.#program = join(folder, 'lloom-validator');
    this.#port = port;
    this.address = `/ip4/127.0.0.1/tcp/${port}`;
  }

  /** Its log since the last start. */
  get log(): string {
    return this.#log;
  }

  async start(): Promise<void> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'lloom-rust-'));
    this.#log = '';
    const child = spawn(this.#program, ['-p', String(this.#port), '-d'], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.on('error', (error) => {
      this.#log += String(error);
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#log += stripVTControlCharacters(text);
      });
    this.#child = child;
    await this.says('Validator node started successfully');
  }

  /** Waits until its log says something. @throws Error with the end of the log. */
  async says(text: string, timeoutMs = 60_000): Promise<void> {
    const look = () => {
      if (this.#log.includes(text)) return true;
      throw new Error(`The validator's log ends with:\n${this.#log.slice(-2000)}`);
    };
    await eventually(`the validator says "${text}"`, look, timeoutMs);
  }

  /** Announcements that it took from one executor, by their type. */
  announcements(peerId: string): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const [, type = ''] of this.#log.matchAll(
      new RegExp(`Processed (\\w+) announcement from executor ${peerId}`, 'g'),
    ))
      counts[type] = (counts[type] ?? 0) + 1;
    return counts;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async close(): Promise<void> {
    await this.stop();
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Runs the network's own client once, with a new key of its own, in an empty folder. */
export async function runRustClient(
  programs: string,
  request: { readonly bootstrap: string; readonly model: string; readonly prompt: string; readonly answer: string },
): Promise<ClientRun> {
  const folder = await mkdtemp(join(tmpdir(), 'lloom-rust-'));
  const args = ['--bootstrap-nodes', request.bootstrap, '--model', request.model, '--prompt', request.prompt];
  const startedMs = performance.now();
  const child = spawn(join(programs, 'lloom-client'), args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += stripVTControlCharacters(text);
    });
  const [status] = await once(child, 'close');
  await rm(folder, { recursive: true, force: true });
  return {
    answered: status === 0 && output.includes(request.answer),
    signatureAccepted: output.includes('Response signature verified from signer'),
    seconds: (performance.now() - startedMs) / 1000,
    output,
  };
}
