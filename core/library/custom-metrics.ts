import { notAvailable } from './checks/not-available.ts';

/** @throws `FEATURE_NOT_AVAILABLE` @source executor-library.md, "Custom Metrics" */
export function registerCounter(_name: string, _help: string): never {
  return notAvailable('registerCounter');
}

/** @throws `FEATURE_NOT_AVAILABLE` @source executor-library.md, "Custom Metrics" */
export function registerHistogram(_name: string, _help: string, _buckets?: readonly number[]): never {
  return notAvailable('registerHistogram');
}
