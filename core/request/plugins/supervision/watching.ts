/** Most watching calls of one plugin that are under way, and most that wait for them. */
const maxRunning = 16;
const maxWaiting = 256;
/** Most text that waits, characters: answers may have 9 MiB each. */
const maxWaitingLength = 32 * 1024 * 1024;

/** Something to tell a plugin. */
interface Task {
  /** Characters that it holds. */
  readonly length: number;
  /** Tells it; never rejects. */
  run(): Promise<void>;
}

/** What a plugin is told and nobody waits for: some at a time, the others in a bounded line, the rest not at all. */
export class Watching {
  #running = 0;
  #waiting: Task[] = [];
  #waitingLength = 0;

  /** @returns False when there is no room: it is not told. */
  add(task: Task): boolean {
    if (this.#running < maxRunning) {
      this.#run(task);
      return true;
    }
    if (this.#waiting.length >= maxWaiting || this.#waitingLength + task.length > maxWaitingLength) return false;
    this.#waiting.push(task);
    this.#waitingLength += task.length;
    return true;
  }

  #run(task: Task): void {
    this.#running += 1;
    void task.run().finally(() => {
      this.#running -= 1;
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#waitingLength -= next.length;
      this.#run(next);
    });
  }
}
