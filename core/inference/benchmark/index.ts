export { BenchmarkStore } from './benchmark-store.ts';
export { type EnergyPerToken, energyPerToken } from './energy-per-token.ts';
export { type Benchmark, type BenchmarkCell, type Matrix, standardMatrix } from './interface.ts';
export { type BenchmarkModules, type BenchmarkOptions, runBenchmark } from './run-benchmark.ts';
