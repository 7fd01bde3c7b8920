import { type ControlTarget, invoke, type Status } from '../../control/index.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { LogStream } from '../../operations/logging/index.ts';
import type { CliContext } from '../context.ts';
import { formatTime } from '../output/format.ts';
import { statusLine } from '../output/status-words.ts';
import type { Terminal } from '../terminal.ts';
import { LiveLine } from './live-line.ts';

/** Between two lines that say the same state, where nobody watches. */
const lineEveryMs = 60_000;
/** Waiting times in the line are counted down this often. */
const refreshMs = 1000;

/** The display of a command; with `--json` it is on standard error, where it spoils no result. */
export function displayOf(context: Pick<CliContext, 'terminal' | 'clock' | 'json'>): StatusDisplay {
  const { terminal, clock, json } = context;
  return new StatusDisplay({ terminal: json ? { ...terminal, out: terminal.err } : terminal, clock });
}

/**
 * Shows how an executor in this process is: on a terminal one line that is rewritten, elsewhere a line when its state
 * changes and every minute.
 */
export class StatusDisplay {
  private readonly terminal: Terminal;
  private readonly clock: Clock;
  private readonly line: LiveLine | null;
  private readonly endings: (() => void)[] = [];
  private status: Status | null = null;
  private printed: { state: string; atMs: number } | null = null;

  constructor(modules: { readonly terminal: Terminal; readonly clock: Clock }) {
    this.terminal = modules.terminal;
    this.clock = modules.clock;
    this.line = modules.terminal.out.isTerminal ? new LiveLine(modules.terminal.out) : null;
  }

  /** Where the log goes, so that both do not write into each other. */
  get logStream(): LogStream {
    const { err } = this.terminal;
    return { write: (line) => (this.line ? this.line.above(line, err) : err.write(line)) };
  }

  /** Writes whole lines for the owner. */
  print(lines: string): void {
    const { out } = this.terminal;
    if (this.line) this.line.above(lines, out);
    else out.write(lines);
  }

  /** Follows an executor until {@link StatusDisplay.stop}. */
  async follow(executor: ControlTarget): Promise<void> {
    const end = executor.subscribe((name, payload) => {
      if (name === 'status.changed') this.update(payload as Status);
    });
    this.endings.push(end);
    const now = await invoke(executor, 'status.get', {}, { signal: new AbortController().signal });
    if (now.ok && (this.status === null || this.status.revision <= now.value.revision)) this.update(now.value);
    this.repeat();
  }

  /** Ends the line. */
  stop(): void {
    for (const end of this.endings.splice(0)) end();
    this.line?.end();
  }

  private update(status: Status): void {
    this.status = status;
    this.show();
  }

  private repeat(): void {
    const cancel = this.clock.setTimer(() => {
      this.endings.splice(this.endings.indexOf(cancel), 1);
      this.show();
      this.repeat();
    }, refreshMs);
    this.endings.push(cancel);
  }

  private show(): void {
    if (this.status === null) return;
    const nowMs = this.clock.nowMs();
    const text = statusLine(this.status, nowMs);
    if (this.line) {
      this.line.show(text);
      return;
    }
    const { state } = this.status;
    if (this.printed?.state === state && nowMs - this.printed.atMs < lineEveryMs) return;
    this.printed = { state, atMs: nowMs };
    this.terminal.out.write(`${formatTime(nowMs)} ${text}\n`);
  }
}
