import type { EnergyMeter } from '../inference/resources/index.ts';
import type { ResourceStage } from '../request/index.ts';

/** The same station, whose leases tell the energy of the time between being given and being given back. */
export function meterEnergy(stage: ResourceStage, meter: Pick<EnergyMeter, 'begin'>): ResourceStage {
  return {
    async acquire(need, signal) {
      const lease = await stage.acquire(need, signal);
      const share = meter.begin();
      return {
        release() {
          const energyJoules = share.end();
          return { ...lease.release(), energyJoules };
        },
      };
    },
  };
}
