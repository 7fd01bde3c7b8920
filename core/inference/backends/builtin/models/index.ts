export { type KnownModel, ModelLibrary } from './model-library.ts';
