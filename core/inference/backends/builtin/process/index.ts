export { type EngineAnswer, type EnginePlan, type LoadedFacts, ModelEngine } from './model-engine.ts';
export { Scout } from './scout.ts';
