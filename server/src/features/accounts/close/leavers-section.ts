import type { HrReason } from '@desk/shared/accounts/hr-home-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { today } from '../../../access/grant-conditions.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { type HrSection, SECTION_ROWS } from '../home/hr-section.ts'
import { countClosingsInProgress, listClosingsInProgress, type PhaseInProgress } from './list-queries.ts'

const reasons: Readonly<Record<PhaseInProgress, HrReason>> = {
  preparing: 'handing_over',
  ready: 'leaving',
  forced: 'leaving',
  confirming: 'to_confirm',
  disabling: 'changing',
  deleting: 'changing',
  enabling: 'changing',
  moving: 'transferring',
}

/** The section of HR's home with the leavers and transfers in progress. Nobody finds their own closing there. */
export const leaversSection: HrSection = {
  name: 'leavers',
  async load(deps, { userid }) {
    const day = today(deps)
    const rows = await listClosingsInProgress(deps.db, { exceptFor: userid, day, limit: SECTION_ROWS })
    const names = await memberNames(
      deps.db,
      rows.map(({ subjectId }) => subjectId),
    )
    return {
      ...(await countClosingsInProgress(deps.db, { exceptFor: userid, day })),
      path: pagePaths.closings,
      rows: rows.map(({ id, subjectId, kind, phase, lastDay, isDue }) => ({
        key: id,
        person: names(subjectId),
        reason: kind === 'transfer' ? 'transferring' : reasons[phase],
        day: lastDay,
        isDue,
        path: pagePaths.closing(id),
      })),
    }
  },
}
