import type { JoinerCheck, JoinerForm } from '@desk/shared/accounts/account-schemas'
import { checkJoiners } from '@desk/shared/accounts/check-joiners'
import type { JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { pathText } from '@desk/shared/accounts/find-department'
import type { MemberActor } from '@desk/shared/identity/actor'
import { authorizeRole } from '../../../access/authorize.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { AccountDeps } from '../model/account-deps.ts'
import { listReviewers } from '../model/account-notices.ts'
import { loadFacts } from '../model/load-facts.ts'
import { findLastDepartment } from '../board/board-queries.ts'

/** Checks rows without storing anything or calling WeCom. `submitBatch` makes the same check. */
export async function checkRows(
  deps: ReadDeps,
  actor: MemberActor,
  { rows }: { rows: readonly JoinerRow[] },
): Promise<JoinerCheck> {
  authorizeRole(actor, 'hr')
  const checked = checkJoiners(rows, await loadFacts(deps, rows))
  return {
    rows: checked.map(({ row, departmentPath, faults, notices }) => ({
      row,
      departmentPath: [...departmentPath],
      faults,
      notices,
    })),
  }
}

/** Returns the form of a joiner. `department`: the one that the caller named last. */
export async function getJoinerForm(deps: AccountDeps, actor: MemberActor): Promise<JoinerForm> {
  authorizeRole(actor, 'hr')
  return {
    department: pathText((await findLastDepartment(deps.db, actor.userid)) ?? []),
    today: today(deps),
    hasReviewer: (await listReviewers(deps, [actor.userid])).length > 0,
  }
}
