import type { HrReason } from '@desk/shared/accounts/hr-home-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { type HrSection, SECTION_ROWS } from '../home/hr-section.ts'
import type { OpeningRow } from '../model/opening-queries.ts'
import { countOpeningsInProgress, listNextOpenings } from './board-queries.ts'

/** The section of HR's home with the accounts to be opened. */
export const joinersSection: HrSection = {
  name: 'joiners',
  async load(deps) {
    const rows = await listNextOpenings(deps, SECTION_ROWS)
    return {
      ...(await countOpeningsInProgress(deps)),
      path: pagePaths.joiners,
      rows: rows.map(({ row, isDue }) => ({
        key: row.id,
        person: { userid: row.userid, name: row.name },
        reason: isDue ? dueReasonOf(row) : 'joining',
        day: row.startsOn,
        isDue,
        path: pagePaths.joiner(row.id),
      })),
    }
  },
}

const dueReasonOf = ({ state }: OpeningRow): HrReason =>
  state === 'returned' || state === 'failed' ? 'to_mend' : 'not_arrived'
