import { decidingJourneys } from './decision-scenarios.ts'
import { followUpJourneys } from './follow-up-scenarios.ts'
import type { Journey } from './scenario.ts'

/** The plain approval first. */
export const journeys: readonly Journey[] = [...decidingJourneys, ...followUpJourneys]
