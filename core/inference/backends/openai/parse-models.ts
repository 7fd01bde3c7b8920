import { isRecord } from '../http/read-bounded.ts';
import { type ModelInfo, unknownModel } from '../interface.ts';
import { answersNoChats, countOrNull, parametersText, textOrNull, uniqueModels } from '../model-fields.ts';

/**
 * Reads an OpenAI-style list of models with what llama.cpp (`meta`) and vLLM (`max_model_len`) add to it.
 *
 * @returns null when the body is not such a list.
 */
export function parseModels(body: unknown): ModelInfo[] | null {
  if (!isRecord(body) || !Array.isArray(body.data)) return null;
  const entries: unknown[] = body.data;
  return entries.every(isRecord) ? uniqueModels(entries.flatMap(toModel)) : null;
}

function toModel(entry: Readonly<Record<string, unknown>>): ModelInfo[] {
  const id = textOrNull(entry.id, 1024);
  if (id === null || answersNoChats(id)) return [];
  const meta = isRecord(entry.meta) ? entry.meta : {};
  const contextLength = countOrNull(meta.n_ctx) ?? countOrNull(entry.max_model_len);
  return [
    {
      ...unknownModel(id),
      state: stateOf(entry),
      loadedContextLength: contextLength,
      maxContextLength: countOrNull(meta.n_ctx_train) ?? contextLength ?? countOrNull(entry.context_length),
      quantization: textOrNull(meta.ftype, 64),
      parameters: parametersText(meta.n_params),
      sizeBytes: countOrNull(meta.size),
    },
  ];
}

/** llama.cpp tells the state where it manages several models; one that runs a single model has it loaded. */
function stateOf(entry: Readonly<Record<string, unknown>>): ModelInfo['state'] {
  const status = isRecord(entry.status) ? entry.status.value : undefined;
  if (status === 'loaded' || status === 'loading') return status;
  if (status === 'unloaded' || status === 'sleeping') return 'not-loaded';
  return isRecord(entry.meta) && countOrNull(entry.meta.n_ctx) !== null ? 'loaded' : 'unknown';
}

/**
 * The id under which a model is offered. llama.cpp names a model by the path of its file unless told otherwise;
 * folder names are the owner's business, so only the file name goes out.
 */
export function publicId(id: string): string {
  const isPath = /^(\/|~|\.{1,2}[/\\]|[A-Za-z]:[/\\]|\\\\)/.test(id);
  return isPath ? (id.split(/[/\\]/).at(-1) ?? id) : id;
}
