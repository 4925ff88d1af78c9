import type { HrReason } from '@desk/shared/accounts/hr-home-schemas'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { today } from '../../../access/grant-conditions.ts'
import { type HrSection, SECTION_ROWS } from '../home/hr-section.ts'
import type { OpeningRow } from '../model/opening-queries.ts'
import { countEntries, listNextEntries } from './board-queries.ts'

/** The section of HR's home with the accounts to be opened. */
export const joinersSection: HrSection = {
  name: 'joiners',
  async load(deps) {
    const day = today(deps)
    const rows = await listNextEntries(deps.db, SECTION_ROWS)
    return {
      count: await countEntries(deps.db),
      path: pagePaths.joiners,
      rows: rows.map((row) => {
        const reason = reasonOf(row, day)
        return {
          key: row.id,
          person: { userid: row.userid, name: row.name },
          reason,
          day: row.startsOn,
          isDue: reason !== 'joining',
          path: pagePaths.joiner(row.id),
        }
      }),
    }
  },
}

// `not_arrived` as on the board: no sign-in until yesterday, or a first day that is not done.
function reasonOf({ state, startsOn }: OpeningRow, day: CalendarDay): HrReason {
  if (state === 'returned' || state === 'failed') return 'to_mend'
  const isLate = state === 'activated' ? startsOn <= day : startsOn < day
  return isLate ? 'not_arrived' : 'joining'
}
