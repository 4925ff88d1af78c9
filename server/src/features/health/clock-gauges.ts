import { SECOND_MS } from '@desk/shared/kernel/durations'
import type { GaugeSource } from '../../ports/gauge-source.ts'
import type { Wecom } from '../../ports/wecom.ts'

/** Returns the gauge of the clock's deviation. */
export const clockGauges = ({ clockSkewMs }: Pick<Wecom, 'clockSkewMs'>): readonly GaugeSource[] => [
  {
    name: 'desk_clock_skew_seconds',
    help: 'Seconds by which the clock of this server is ahead of WeCom’s; absent before the first answer',
    labels: [],
    async read() {
      const skewMs = clockSkewMs()
      return skewMs === null ? [] : [{ value: skewMs / SECOND_MS }]
    },
  },
]
