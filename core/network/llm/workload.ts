/** How much is under way for whom. Holds an entry only while there is something. */
export class Workload<Owner> {
  readonly #counts = new Map<Owner, number>();

  /** True while work for this owner is under way. */
  has(owner: Owner): boolean {
    return this.#counts.has(owner);
  }

  /** Does the work, and counts it for the owner meanwhile. */
  async run(owner: Owner, work: () => Promise<void>): Promise<void> {
    this.#counts.set(owner, (this.#counts.get(owner) ?? 0) + 1);
    try {
      await work();
    } finally {
      const left = (this.#counts.get(owner) ?? 1) - 1;
      if (left === 0) this.#counts.delete(owner);
      else this.#counts.set(owner, left);
    }
  }
}
