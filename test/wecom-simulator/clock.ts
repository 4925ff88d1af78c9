/** The simulated platform's time. Whoever starts app and simulator together hands both the same clock. */
export type SimClock = {
  nowMs(): number
  /** Moves time forward; a clock that cannot be moved leaves it out. */
  advance?(ms: number): void
}

export const systemClock: SimClock = { nowMs: () => Date.now() }

/** Where our clocks begin: a working morning, whatever the hour outside, since at night most messages would wait. */
export const TUESDAY_MORNING = new Date('2026-03-17T02:00:00.000Z')

/** Ticks like the real one, from `startAt`, and can be moved forward from the page. */
export const createMovableClock = (startAt: Date, real: () => number = () => Date.now()): Required<SimClock> => {
  let offset = startAt.getTime() - real()
  return {
    nowMs: () => real() + offset,
    advance: (ms) => {
      offset += ms
    },
  }
}
