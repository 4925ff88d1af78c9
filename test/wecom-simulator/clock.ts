import { HOUR_MS } from '@desk/shared/kernel/durations'

/** The time of the simulator. A test that starts the app and the simulator passes the same clock to both. */
export type SimClock = {
  nowMs(): number
  /** Moves the time forward. Undefined when the clock cannot be moved. */
  advance?(ms: number): void
}

export const systemClock: SimClock = { nowMs: () => Date.now() }

/** The start of test clocks: a working morning, because most messages are deferred at night. */
export const TUESDAY_MORNING = new Date('2026-03-17T02:00:00.000Z')

/** Creates a clock that starts at `startAt`, runs at normal speed and can be moved forward. */
export const createMovableClock = (startAt: Date, real: () => number = () => Date.now()): Required<SimClock> => {
  let offset = startAt.getTime() - real()
  return {
    nowMs: () => real() + offset,
    advance: (ms) => {
      offset += ms
    },
  }
}

/** The UTC offset of Asia/Shanghai, which has had no summer time since 1991. */
export const ZONE_MS = 8 * HOUR_MS
