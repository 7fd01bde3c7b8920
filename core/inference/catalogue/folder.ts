import { join } from 'node:path';

/** The folder of models in a data folder: downloads go there, and the built-in engine looks there. */
export const modelsFolder = (dataFolder: string): string => join(dataFolder, 'models');
