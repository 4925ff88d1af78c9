import type { SimMember } from './directory.ts'
import type { MemberUpdate } from './member-update.ts'

/** The values of a member that the other system holds. */
type SecondWriterRow = Pick<SimMember, 'name' | 'position' | 'telephone' | 'alias'>

/** An entry in the other system: values of a member, who may not be in WeCom yet, or the deletion of the member. */
export type SecondWriterEntry = MemberUpdate & { isDeleted?: boolean | undefined }

/**
 * Another system that writes the directory with the contacts secret every night, such as an HR system: it carries out what
 * was entered, and sets its own values, whatever was changed during the day.
 */
export type SecondWriter = {
  on: boolean
  rows: Record<string, SecondWriterRow>
  /** What was entered since the last night. State files contain this name. */
  orders: SecondWriterEntry[]
  lastDay: number
}

export const noSecondWriter = (): SecondWriter => ({ on: false, rows: {}, orders: [], lastDay: 0 })
