import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Windows' counters say. Numbers of bytes and per cent; names as Windows writes them. */
export interface FakeCounters {
  readonly adapters?: readonly { name: string; driver: string; bytes: number }[];
  readonly engines?: readonly { name: string; percent: number }[];
  readonly memory?: readonly { name: string; bytes: number }[];
  readonly processes?: readonly { name: string; program: string; bytes: number }[];
}

/** A `powershell.exe` for `PATH` that answers each line as the script of the probe would. */
export interface FakePowershell {
  readonly folder: string;
  setCounters(counters: FakeCounters): void;
  /** `silent` answers no more, `end` ends instead of answering, `garbage` answers nonsense. */
  setMode(mode: 'ok' | 'silent' | 'end' | 'garbage'): void;
  /** How often it was asked. */
  questions(): number;
  /** Process ids of every start so far. */
  starts(): number[];
}

/** Makes one in `folder`, which is created. */
export function createFakePowershell(folder: string, counters: FakeCounters = {}): FakePowershell {
  const data = join(folder, 'fake-data');
  mkdirSync(data, { recursive: true });
  const write = (name: string, text: string) => {
    writeFileSync(join(data, `${name}.new`), text);
    renameSync(join(data, `${name}.new`), join(data, name));
  };
  const fake: FakePowershell = {
    folder,
    setCounters: (next) =>
      write('counters', `${JSON.stringify({ adapters: [], engines: [], memory: [], processes: [], ...next })}\n`),
    setMode: (mode) => write('mode', mode),
    questions: () => readFileSync(join(data, 'questions'), 'utf8').length,
    starts: () => readFileSync(join(data, 'starts'), 'utf8').split('\n').filter(Boolean).map(Number),
  };
  write('starts', '');
  write('questions', '');
  fake.setMode('ok');
  fake.setCounters(counters);
  writeFileSync(join(folder, 'powershell.exe'), script(data));
  chmodSync(join(folder, 'powershell.exe'), 0o755);
  return fake;
}

const script = (data: string): string => `#!/bin/sh
echo $$ >> '${data}/starts'
while read -r line; do
  printf . >> '${data}/questions'
  IFS= read -r mode < '${data}/mode' || true
  case "$mode" in
    end) exit 1 ;;
    garbage) echo '{"adapters": "none' ;;
    ok) IFS= read -r answer < '${data}/counters'; printf '%s\\n' "$answer" ;;
  esac
done
`;
