import * as z from 'zod/mini'

/**
 * A time that comes from outside, ISO 8601 in UTC. Of this century: databases, calendars and signed times disagree about
 * what lies far outside it, and nothing of ours happened there.
 */
export const instantInput = z.iso
  .datetime()
  .check(z.refine((text) => /^(20\d\d|2100)-/.test(text), { error: 'instant.out_of_range' }))
