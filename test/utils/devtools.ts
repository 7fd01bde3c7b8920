import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** A page of a running browser, reached over the DevTools protocol. */
export interface DevtoolsPage {
  /** Value of an expression in the page. Must be JSON. @throws Error when the page throws. */
  evaluate(expression: string): Promise<unknown>;
  close(): void;
}

/** Reads where a browser that was started with `--remote-debugging-port=0` listens, from its standard error. */
function readPort(browser: ChildProcess, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = (why: string) => reject(new Error(`${why}. The program wrote:\n${text}`));
    signal.addEventListener('abort', () => fail('No DevTools port was named in time'), { once: true });
    browser.once('exit', (status) => fail(`The program ended with ${status}`));
    browser.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

/**
 * Connects to the first page of a browser.
 * For programs that take no inspector flags, which the driver of Electron needs.
 *
 * @param signal - Ends the wait for a page.
 * @throws Error with what the program wrote when it ends before, or shows no page in time.
 */
export async function waitForPage(browser: ChildProcess, signal: AbortSignal): Promise<DevtoolsPage> {
  const port = await readPort(browser, signal);
  for (;;) {
    signal.throwIfAborted();
    const response = await fetch(`http://127.0.0.1:${port}/json/list`, { signal });
    const targets = (await response.json()) as readonly { type: string; webSocketDebuggerUrl: string }[];
    const page = targets.find(({ type }) => type === 'page');
    if (page) return connect(page.webSocketDebuggerUrl);
    await wait(50, undefined, { signal });
  }
}

async function connect(url: string): Promise<DevtoolsPage> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  let lastId = 0;
  const evaluate = async (expression: string): Promise<unknown> => {
    const id = ++lastId;
    socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params: { expression, returnByValue: true } }));
    for (;;) {
      const [event] = (await once(socket, 'message')) as [{ data: string }];
      const answer = JSON.parse(event.data);
      if (answer.id !== id) continue;
      if (answer.result?.exceptionDetails) throw new Error(answer.result.exceptionDetails.text);
      return answer.result?.result?.value;
    }
  };
  return { evaluate, close: () => socket.close() };
}
