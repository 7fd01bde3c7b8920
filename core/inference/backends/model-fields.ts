import { MAX_LISTED_MODELS } from './limits.ts';

/** A text of 1 to `maxLength` characters; null for anything else. */
export function textOrNull(value: unknown, maxLength = 512): string | null {
  return typeof value === 'string' && value !== '' && value.length <= maxLength ? value : null;
}

/** A whole number > 0; null for anything else. */
export function countOrNull(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : null;
}

/** At most as many as we keep, without repeated ids, in the order given. */
export function uniqueModels<T extends { readonly id: string }>(models: readonly T[]): T[] {
  return [...new Map(models.map((model) => [model.id, model])).values()].slice(0, MAX_LISTED_MODELS);
}

/** True for names that embedding and ranking models go by, where a server does not tell a model's type. */
export function looksLikeEmbedding(id: string): boolean {
  return /embed|(^|[/_-])(bge|gte|e5|minilm|rerank(er)?)([-_.]|$)/i.test(id);
}
