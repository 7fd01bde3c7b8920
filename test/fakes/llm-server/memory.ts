import { setTimeout as wait } from 'node:timers/promises';
import type { FakeModel, LlmServerOptions } from './types.ts';

/** One copy of a model in memory. */
export interface Instance {
  readonly id: string;
  readonly contextLength: number;
}

/** A model and what of it is in memory. */
export interface ModelInMemory extends FakeModel {
  readonly state: 'loaded' | 'loading' | 'not-loaded';
  readonly held: readonly Instance[];
}

const defaultModels: readonly FakeModel[] = [
  { id: 'qwen3-4b', type: 'llm', loaded: true, contextLength: 8192 },
  { id: 'gemma-3-12b', type: 'llm', loaded: false, contextLength: 32_768 },
  { id: 'text-embedding-nomic-embed-text-v1.5', type: 'embedding', loaded: false, contextLength: 2048 },
];

/** The models of a server, and which of them are in memory. */
export class ModelMemory {
  readonly #options: LlmServerOptions;
  #models: readonly FakeModel[] = [];
  #held = new Map<string, readonly Instance[]>();
  readonly #loading = new Set<string>();

  constructor(options: LlmServerOptions) {
    this.#options = options;
    this.set(options.models ?? defaultModels);
  }

  set(models: readonly FakeModel[]): void {
    this.#models = models;
    this.#held = new Map(
      models.map((model) => {
        const contextLength = model.loadedContextLength ?? model.contextLength / 2;
        const ids = Array.from({ length: model.loaded ? (model.instances ?? 1) : 0 }, (_, at) => instanceId(model, at));
        return [model.id, ids.map((id) => ({ id, contextLength }))];
      }),
    );
  }

  list(): readonly ModelInMemory[] {
    return this.#models.map((model) => {
      const held = this.#held.get(model.id) ?? [];
      const state = held.length > 0 ? 'loaded' : this.#loading.has(model.id) ? 'loading' : 'not-loaded';
      return { ...model, held, state };
    });
  }

  find(id: string): ModelInMemory | undefined {
    return this.list().find((model) => model.id === id);
  }

  /** Loads one more copy, in the scripted time; undefined for a model that there is not. */
  async load(id: string, contextLength?: number): Promise<Instance | undefined> {
    const model = this.find(id);
    if (model === undefined) return undefined;
    this.#loading.add(id);
    if (this.#options.loadMs !== undefined) await wait(this.#options.loadMs);
    this.#loading.delete(id);
    const held = this.#held.get(id) ?? [];
    const instance = { id: instanceId(model, held.length), contextLength: contextLength ?? model.contextLength / 2 };
    this.#held.set(id, [...held, instance]);
    if (held.length === 0) this.#options.onLoad?.(model);
    return instance;
  }

  /** Lets every copy of a model go. */
  unload(id: string): void {
    for (const { id: instance } of this.#held.get(id) ?? []) this.unloadInstance(instance);
  }

  /** Lets one copy go; false when there is none of this name. */
  unloadInstance(instance: string): boolean {
    for (const [id, held] of this.#held) {
      const left = held.filter((each) => each.id !== instance);
      if (left.length === held.length) continue;
      this.#held.set(id, left);
      const model = this.#models.find((each) => each.id === id);
      if (left.length === 0 && model !== undefined) this.#options.onUnload?.(model);
      return true;
    }
    return false;
  }
}

const instanceId = (model: FakeModel, position: number) => (position === 0 ? model.id : `${model.id}:${position + 1}`);
