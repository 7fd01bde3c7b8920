import { benchmarkCommand } from '../benchmarks/command.ts';
import { runTask } from '../system/task.ts';

runTask(() => benchmarkCommand('perf', process.argv.slice(2)));
