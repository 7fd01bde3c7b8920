import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { CallResult } from '../../core/control/contract.ts';
import { LocalNetwork } from '../../core/testing/index.ts';
import type { AppCallInput, AppCallName, AppCallOutput } from '../../electron/ipc/contract.ts';
import { type LlmServer, type LlmServerOptions, startLlmServer } from '../fakes/llm-server/index.ts';
import { startTrayDesktop, type TrayDesktop } from '../utils/tray-desktop.ts';
import { type LaunchedApp, type LaunchOptions, launchApp } from './launch.ts';

/** The desktop app between a real network, a scripted LM Studio and a desktop with a tray. */
export interface AppRig extends LaunchedApp {
  readonly network: LocalNetwork;
  readonly backend: LlmServer;
  readonly desktop: TrayDesktop;
  /** Makes one call as the page does. @throws Error with the code when it is refused. */
  call<K extends AppCallName>(name: K, input: AppCallInput<K>): Promise<AppCallOutput<K>>;
  /** The same with input of any form, and the answer as it crossed. */
  tryCall(name: string, input: unknown): Promise<CallResult<unknown>>;
  /** Waits until the executor is in this state. */
  state(state: string): Promise<void>;
  /** Whether the window is shown, as main knows it. */
  isVisible(): Promise<boolean>;
}

/** Starts everything. Close it at the end. */
export async function startAppRig(
  options: Partial<LlmServerOptions> & { app?: Omit<LaunchOptions, 'prepare'> } = {},
): Promise<AppRig> {
  const { app: launchOptions = {}, ...serverOptions } = options;
  const network = new LocalNetwork();
  await network.start();
  const backend = await startLlmServer({ dialect: 'lmstudio', ...serverOptions });
  const desktop = await startTrayDesktop();
  const closeParts = async () => void (await Promise.all([network.stop(), backend.close(), desktop.close()]));
  try {
    const launched = await launchApp({
      ...launchOptions,
      env: { ...desktop.env, ...launchOptions.env },
      prepare: (dataFolder) => writeConfig(dataFolder, network.validator.address, backend.url),
    });
    return {
      ...launched,
      network,
      backend,
      desktop,
      ...driverOf(launched),
      close: () => launched.close().finally(closeParts),
    };
  } catch (error) {
    await closeParts();
    throw error;
  }
}

/** A configuration that joins this network on loopback and serves this program. */
export async function writeConfig(dataFolder: string, bootstrap: string, backendUrl: string): Promise<void> {
  const text = `# my executor
[network]
listen_address = "/ip4/127.0.0.1/tcp/0"
bootstrap_peers = ["${bootstrap}"]

[llm_client]
backend = "lmstudio"
base_url = "${backendUrl}/v1"

[pricing]
# as today's client offers
base_inbound_price = "0.0005"
base_outbound_price = "0.001"
`;
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  await writeFile(join(dataFolder, 'config.toml'), text);
}

/** Calls and looks through the page and the main process of an app. */
export function driverOf({ app, window }: Pick<LaunchedApp, 'app' | 'window'>) {
  const tryCall = (name: string, input: unknown): Promise<CallResult<unknown>> =>
    window.evaluate(`window.lloom.call(${JSON.stringify(name)}, ${JSON.stringify(input)})`);
  const call = async <K extends AppCallName>(name: K, input: AppCallInput<K>): Promise<AppCallOutput<K>> => {
    const answer = (await tryCall(name, input)) as CallResult<AppCallOutput<K>>;
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${JSON.stringify(answer.error.details)}`);
    return answer.value;
  };
  return {
    tryCall,
    call,
    state: (state: string) =>
      vi.waitFor(async () => expect((await call('status.get', {})).state).toBe(state), {
        timeout: 20_000,
        interval: 25,
      }),
    isVisible: () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible())),
  };
}
