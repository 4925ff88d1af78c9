import { DAY_MS, HOUR_MS } from '@desk/shared/kernel/durations'
import { membersOf } from './directory.ts'
import { updateMember } from './member-changes.ts'
import type { SimulatorContext } from './simulator-context.ts'

/** Asia/Shanghai, which has had no summer time since 1991. */
const ZONE_MS = 8 * HOUR_MS
/** Time of day at which the other system writes. */
const AT_MS = 2 * HOUR_MS

const dayOf = (nowMs: number): number => Math.floor((nowMs + ZONE_MS - AT_MS) / DAY_MS)

/**
 * Switches on or off a second writer: another system of the company, such as its HR software, that every night writes its own
 * values, those of now, into the directory of WeCom.
 */
export const setSecondWriter = ({ state, clock }: SimulatorContext, on: boolean): void => {
  const rows = on
    ? Object.fromEntries(
        membersOf(state.directory).map(({ userid, name, position, telephone, alias }) => [
          userid,
          { name, position, telephone, alias },
        ]),
      )
    : {}
  state.secondWriter = { on, rows, lastDay: dayOf(clock.nowMs()) }
}

/** Lets the other system write if a night has passed since it last did. Members that are gone are not created again. */
export const runSecondWriter = (context: SimulatorContext): void => {
  const { secondWriter, directory } = context.state
  const today = dayOf(context.clock.nowMs())
  if (!secondWriter.on || today <= secondWriter.lastDay) return
  secondWriter.lastDay = today
  for (const { userid } of membersOf(directory)) {
    const row = secondWriter.rows[userid]
    if (row) updateMember(context, { userid, ...row }, 'contacts')
  }
}
