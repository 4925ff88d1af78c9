import type { SimMember } from './directory.ts'
import type { MemberUpdate } from './member-update.ts'

/** The values of a member that the other system holds. */
type SecondWriterRow = Pick<SimMember, 'name' | 'position' | 'telephone' | 'alias'>

/** What people enter into the other system: values of a member, whom WeCom may not have yet, or that the member is gone. */
export type SecondWriterOrder = MemberUpdate & { isDeleted?: boolean | undefined }

/**
 * Another system that writes the directory with the contacts secret every night, such as an HR system: it carries out what
 * was entered, and sets its own values, whatever was changed during the day.
 */
export type SecondWriter = {
  on: boolean
  rows: Record<string, SecondWriterRow>
  orders: SecondWriterOrder[]
  lastDay: number
}

export const noSecondWriter = (): SecondWriter => ({ on: false, rows: {}, orders: [], lastDay: 0 })
