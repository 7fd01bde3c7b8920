export { RequestRejected } from './call.ts';
export { contextKey } from './context.ts';
export { FilterAction } from './decide.ts';
export { MAX_METADATA_BYTES } from './draft.ts';
export { checkFigures } from './figures.ts';
export { Hooks } from './hooks.ts';
export type {
  ContextKey,
  MaybeAsync,
  OnFailure,
  Plugin,
  PluginContext,
  PluginFigures,
  PluginOptions,
  PluginResponse,
  RequestContext,
  RequestFacts,
  RequestFilter,
  RequestHandler,
  ResponseDraft,
  ResponseFacts,
  ResponseTransformer,
} from './interface.ts';
export type { PluginCounts, PluginEvent, PluginHook, PluginPort, PluginView } from './port.ts';
