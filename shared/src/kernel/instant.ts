import * as z from 'zod/mini'

/** Restricts an instant to this century: databases and calendars disagree about instants far outside it. */
export const inThisCentury = z.refine<string>((text) => /^(20\d\d|2100)-/.test(text), {
  error: 'instant.out_of_range',
})

/** An instant from outside, ISO 8601 in UTC. */
export const instantInput = z.iso.datetime().check(inThisCentury)

/** An instant in a response, ISO 8601 in UTC. */
export const instant = z.string()
