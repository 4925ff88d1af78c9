import { DAY_MS, HOUR_MS } from '@desk/shared/kernel/durations'
import { z } from 'zod'
import { findMember, membersOf, type SimMember } from './directory.ts'
import { deleteMember, updateMember } from './member-changes.ts'
import { createMember } from './member-create.ts'
import { memberUpdateSchema } from './member-update.ts'
import type { SecondWriterEntry } from './second-writer-state.ts'
import type { SimulatorContext } from './simulator-context.ts'
import { ZONE_MS } from './clock.ts'

/** Time of day at which the other system writes. */
const AT_MS = 2 * HOUR_MS

export const secondWriterEntrySchema = memberUpdateSchema.extend({ isDeleted: z.boolean().optional() })

const dayOf = (nowMs: number): number => Math.floor((nowMs + ZONE_MS - AT_MS) / DAY_MS)

const rowOf = ({ name, position, telephone, alias }: SimMember) => ({ name, position, telephone, alias })

/**
 * Switches on or off a second writer: another system of the company, such as its HR software, that every night writes the
 * values it holds into the directory of WeCom. It begins with the current values.
 */
export const setSecondWriter = ({ state, clock }: SimulatorContext, on: boolean): void => {
  const rows = on ? Object.fromEntries(membersOf(state.directory).map((member) => [member.userid, rowOf(member)])) : {}
  state.secondWriter = { on, rows, orders: [], lastDay: dayOf(clock.nowMs()) }
}

/**
 * Lets the other system write if a night has passed since it last did. Deleted members are created again only if they
 * were entered again.
 */
export const runSecondWriter = (context: SimulatorContext): void => {
  const { secondWriter, directory } = context.state
  const today = dayOf(context.clock.nowMs())
  if (!secondWriter.on || today <= secondWriter.lastDay) return
  secondWriter.lastDay = today
  for (const entry of secondWriter.orders.splice(0)) applyEntry(context, entry)
  for (const { userid } of membersOf(directory)) {
    const row = secondWriter.rows[userid]
    if (row) updateMember(context, { userid, ...row }, 'contacts')
  }
}

/** Writes an entry to the directory, and holds its values for the following nights. */
const applyEntry = (context: SimulatorContext, { isDeleted = false, ...entry }: SecondWriterEntry): void => {
  const { secondWriter, directory } = context.state
  const before = findMember(directory, entry.userid)
  if (isDeleted) {
    if (before) deleteMember(context, before.userid, 'contacts')
    return
  }
  if (before) updateMember(context, entry, 'contacts')
  else createMember(context, { ...entry, to_invite: false }, 'contacts')
  const after = findMember(directory, entry.userid)
  if (after) secondWriter.rows[after.userid] = rowOf(after)
}
