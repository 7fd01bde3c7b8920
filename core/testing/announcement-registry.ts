import type { Clock } from '../foundation/clock.ts';
import type { AnnouncementType, ModelAnnouncement, ModelDescriptor } from '../protocol/index.ts';
import { decodeAnnouncement, MAX_ANNOUNCED_MODELS } from '../protocol/index.ts';

/** Entries kept of the log. */
const MAX_LOG = 1_000;

/** One announcement as the validator took it. */
export interface LoggedAnnouncement {
  readonly type: AnnouncementType;
  readonly executorPeerId: string;
  readonly modelIds: readonly string[];
  readonly models: readonly ModelDescriptor[];
  /** False where the real one changes nothing: a heartbeat of an unknown executor, too many models. */
  readonly effective: boolean;
  readonly atMs: number;
}

/** What a validator knows of executors. Like the real one it checks neither signature nor sender. */
export class AnnouncementRegistry {
  readonly #clock: Clock;
  readonly #executors = new Map<string, readonly string[]>();
  readonly #listeners = new Set<() => void>();
  #log: LoggedAnnouncement[] = [];

  constructor(modules: { readonly clock: Clock }) {
    this.#clock = modules.clock;
  }

  /** Every announcement since the start, oldest first. */
  get log(): readonly LoggedAnnouncement[] {
    return this.#log;
  }

  /** Ids of the models of a registered executor; null when it is not registered. */
  modelsOf(executorPeerId: string): readonly string[] | null {
    return this.#executors.get(executorPeerId) ?? null;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes the text of one gossip message; anything unreadable is ignored. */
  receive(data: Uint8Array): void {
    let announcement: ModelAnnouncement;
    try {
      announcement = decodeAnnouncement(data).payload;
    } catch {
      return;
    }
    const modelIds = announcement.models.map((model) => model.model_id);
    const entry = {
      type: announcement.announcement_type,
      executorPeerId: announcement.executor_peer_id,
      modelIds,
      models: announcement.models,
      effective: this.#apply(announcement, modelIds),
      atMs: this.#clock.nowMs(),
    };
    this.#log = [...this.#log, entry].slice(-MAX_LOG);
    for (const listener of this.#listeners) listener();
  }

  clear(): void {
    this.#executors.clear();
    this.#log = [];
  }

  #apply(announcement: ModelAnnouncement, modelIds: readonly string[]): boolean {
    const id = announcement.executor_peer_id;
    const known = this.#executors.has(id);
    switch (announcement.announcement_type) {
      case 'Initial':
        if (modelIds.length > MAX_ANNOUNCED_MODELS) return false;
        this.#executors.set(id, modelIds);
        return true;
      case 'Update':
        if (known) this.#executors.set(id, modelIds);
        return known;
      case 'Heartbeat':
        return known;
      case 'Removal':
        return this.#executors.delete(id);
    }
  }
}
