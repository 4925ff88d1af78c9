import { decidingJourneys } from './deciding-journeys.ts'
import { followUpJourneys } from './follow-up-journeys.ts'
import type { Journey } from './journey.ts'

/** The plain approval first. */
export const journeys: readonly Journey[] = [...decidingJourneys, ...followUpJourneys]
