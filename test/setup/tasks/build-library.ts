import { buildLibrary } from '../build/build-library.ts';
import { runTask } from '../system/task.ts';

runTask(buildLibrary);
