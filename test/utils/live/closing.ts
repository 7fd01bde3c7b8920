import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a soak has opened, to be closed in reverse. */
export interface Closing {
  /** Closes `opened` at the end; returns it. */
  add<Opened extends { close(): unknown }>(opened: Opened): Opened;
  /** A new folder that is removed at the end. */
  folder(): Promise<string>;
}

/** Runs `use`, and then closes whatever it opened, also when it failed. */
export async function withClosing<Result>(use: (closing: Closing) => Promise<Result>): Promise<Result> {
  const opened: { close(): unknown }[] = [];
  const closing: Closing = {
    add(one) {
      opened.push(one);
      return one;
    },
    async folder() {
      const path = await mkdtemp(join(tmpdir(), 'lloom-soak-'));
      opened.push({ close: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) });
      return path;
    },
  };
  try {
    return await use(closing);
  } finally {
    for (const one of opened.reverse()) await one.close();
  }
}
