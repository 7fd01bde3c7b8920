import { join } from 'node:path';
import type { Clock } from '../foundation/clock.ts';
import type { BackendPool } from '../inference/backends/index.ts';
import type { CatalogModel } from '../inference/models/index.ts';
import { type AnswerOrigin, ResponseCache } from '../request/cache/index.ts';
import type { ExecutorInit } from './interface.ts';

/** What an {@link AnswerOrigin} is read from. */
interface OriginModules {
  readonly pool: Pick<BackendPool, 'member' | 'first'>;
  readonly catalog: { find(id: string): CatalogModel | null };
  readonly clock: Clock;
}

/** The cache of answers, in the folder `cache` of the data folder where it is on disk. Opens nothing. */
export function createAnswerCache(init: ExecutorInit, { pool, catalog, clock }: OriginModules): ResponseCache {
  const { config, identity, random, logger, about } = init;
  const origin = (id: string): AnswerOrigin => {
    const model = catalog.find(id);
    const { client, baseUrl, health } = pool.member(model?.backend ?? '') ?? pool.first;
    return {
      backendKind: client.kind,
      backendName: client.name,
      backendUrl: baseUrl,
      backendVersion: health.version,
      quantization: model?.quantization ?? null,
      contextLength: model?.loadedContextLength ?? model?.maxContextLength ?? null,
      architecture: model?.architecture ?? null,
      modelBytes: model?.sizeBytes ?? null,
    };
  };
  const folder = join(about.dataFolder, 'cache');
  return new ResponseCache({ identity, origin, clock, random, logger }, { settings: config.cache, folder });
}
