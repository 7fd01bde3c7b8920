export { EngineProcess } from './engine-process.ts';
export { type EngineAnswer, type EnginePlan, type LoadedFacts, ModelEngine } from './model-engine.ts';
