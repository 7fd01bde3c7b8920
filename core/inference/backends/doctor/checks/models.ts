import { isExecutorError } from '../../../../foundation/errors/index.ts';
import type { ModelInfo } from '../../interface.ts';
import { bad, type Check, type DoctorLine, good, skipped, type Visit, warning } from '../interface.ts';
import { remediesFor } from '../remedies.ts';
import { count } from './words.ts';

/** Below this a context is too short for what clients of the network usually ask, model tokens. */
const SHORT_CONTEXT = 4096;

/** What it has, how long its context is, how much it does at once, and whether the GPU holds it. */
export const models: Check = async (visit) => {
  const line = listed(visit);
  visit.model = choose(visit);
  if (visit.model === null) return [line];
  return [line, context(visit, visit.model), slots(visit, visit.model), memory(visit, visit.model)];
};

function listed({ models, client, facts }: Visit): DoctorLine {
  const remedies = remediesFor(client.kind);
  const told = facts === null || isExecutorError(facts) ? null : facts;
  const remote = told?.remoteModels.length ?? 0;
  if (models.length === 0) return bad('models', 'It has no language model.', remedies.getModel);
  const hidden = models.filter(({ available }) => !available).length;
  const loaded = models.filter(({ state }) => state === 'loaded').length;
  const found = `${count(models.length, 'model')}, ${loaded} loaded`;
  if (hidden > 0)
    return warning(
      'models',
      `${found}; ${hidden} cannot be served, since it loads no model on demand.`,
      remedies.loadModel,
    );
  if (loaded === 0 && told?.loadsOnDemand === false) return bad('models', `${found}.`, remedies.loadModel);
  if (remote > 0)
    return warning(
      'models',
      `${found}; ${count(remote, 'model')} run on another computer and are never offered.`,
      null,
    );
  return good('models', `${found}.`);
}

/** A large model is not loaded for a test that nobody asked to load it. */
function choose({ models, wanted, configured }: Visit): ModelInfo | null {
  if (wanted !== null) return models.find(({ id }) => id === wanted) ?? null;
  const loaded = models.find(({ state, available }) => available && state !== 'not-loaded');
  return loaded ?? (configured ? (models.find(({ available }) => available) ?? null) : null);
}

function context({ client }: Visit, model: ModelInfo): DoctorLine {
  const length = model.loadedContextLength ?? model.maxContextLength;
  const remedies = remediesFor(client.kind);
  if (length === null)
    return warning(
      'context',
      `The context of ${model.id} is not told; 4,096 model tokens are announced.`,
      'Set context_length of the model in [[models]].',
    );
  const found = `${model.id} has a context of ${count(length, 'model token')}.`;
  return length < SHORT_CONTEXT ? warning('context', found, remedies.context) : good('context', found);
}

function slots({ client, facts, maxConcurrentRequests }: Visit, model: ModelInfo): DoctorLine {
  const told = facts === null || isExecutorError(facts) ? null : facts.slots;
  const atOnce = model.parallel ?? told;
  if (atOnce === null) return skipped('slots', 'How many requests it works on at once is not told.');
  const found = `It works on ${count(atOnce, 'request')} at once`;
  if (maxConcurrentRequests === null || maxConcurrentRequests <= atOnce) return good('slots', `${found}.`);
  return warning(
    'slots',
    `${found}, and the executor sends up to ${maxConcurrentRequests}; the others wait there instead of here.`,
    remediesFor(client.kind).slots(maxConcurrentRequests),
  );
}

function memory({ client }: Visit, model: ModelInfo): DoctorLine {
  const { gpuMemoryBytes, sizeBytes } = model;
  if (gpuMemoryBytes === null || sizeBytes === null || sizeBytes === 0)
    return skipped('memory', 'How much of the model the GPU holds is not told.');
  const percent = Math.round((gpuMemoryBytes / sizeBytes) * 100);
  if (percent >= 95) return good('memory', `The GPU holds all of ${model.id}.`);
  const finding = percent === 0 ? `The processor runs ${model.id}.` : `The GPU holds ${percent} % of ${model.id}.`;
  return warning('memory', finding, remediesFor(client.kind).gpu);
}
