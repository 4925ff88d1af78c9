import type { SimMember } from './directory.ts'

/** The values of a member that the other system holds. */
type FeedRow = Pick<SimMember, 'name' | 'position' | 'telephone' | 'alias'>

/**
 * Another system that writes the directory with the contacts secret every night, such as an HR system: it sets its own
 * values, whatever was changed during the day.
 */
export type SecondWriter = { on: boolean; rows: Record<string, FeedRow>; lastDay: number }

export const noSecondWriter = (): SecondWriter => ({ on: false, rows: {}, lastDay: 0 })
