import type { ErrorCode, ErrorDetails } from '../../foundation/errors/index.ts';
import type { SignedLlmRequest } from '../../protocol/index.ts';
import type { OnFailure, PluginResponse, RequestFacts } from './interface.ts';

/** What plugins are told, in the order of the path. */
export const pluginHooks = ['onRequest', 'beforeExecution', 'afterExecution', 'onResponse', 'onVoid'] as const;
export type PluginHook = (typeof pluginHooks)[number];

/** Something to watch. */
export type PluginEvent =
  | { readonly hook: 'beforeExecution' }
  | { readonly hook: 'afterExecution'; readonly response: PluginResponse }
  | { readonly hook: 'onResponse'; readonly response: PluginResponse }
  | { readonly hook: 'onVoid'; readonly code: string };

/** A plugin as the hooks see it, wherever its code runs. */
export interface PluginPort {
  readonly name: string;
  /** Whether the plugin has this hook; what nobody watches is not prepared. */
  has(hook: PluginHook): boolean;
  /** Asks `onRequest`. @throws `PLUGIN_*`, the signal's reason */
  accept(request: SignedLlmRequest, facts: RequestFacts, signal: AbortSignal): Promise<void>;
  /** Tells. Never throws, delays nobody. */
  watch(event: PluginEvent, facts: RequestFacts): void;
  view(): PluginView;
}

/** How a plugin is, for the operator. */
export interface PluginView {
  readonly name: string;
  /** The module's file; null for an object that was registered. */
  readonly file: string | null;
  /** `waiting`: it is started again soon. `refused`: it is not loaded, the problem says why. */
  readonly state: 'starting' | 'running' | 'waiting' | 'refused' | 'stopped';
  readonly onFailure: OnFailure;
  readonly hooks: readonly PluginHook[];
  /**
   * What keeps its code from the rest of the computer: `permissions` of a process of its own, a `process` of its own
   * without them, or nothing for registered objects.
   */
  readonly confinement: 'permissions' | 'process' | 'none';
  readonly processId: number | null;
  /** Resident memory of its process, bytes; null where it is not known. */
  readonly memoryBytes: number | null;
  readonly restarts: number;
  readonly counts: PluginCounts;
  /** The last thing that went wrong; null when nothing did. */
  readonly problem: { readonly code: ErrorCode; readonly details: ErrorDetails; readonly atMs: number } | null;
}

/** What a plugin did since the start. */
export interface PluginCounts {
  /** Requests that it was asked about. */
  readonly asked: number;
  readonly rejected: number;
  /** Calls that ended with an exception, or with no use. */
  readonly failed: number;
  readonly timedOut: number;
  /** Events that were not told, because it was busy or away. */
  readonly dropped: number;
}
