import { mayOpenClosing } from '@desk/shared/accounts/close/closing-rules'
import type { ClosingForm, ClosingList } from '@desk/shared/accounts/close/closing-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { sameUserid } from '@desk/shared/kernel/ids'
import { today } from '../../../access/grant-conditions.ts'
import { loadDisplayNames } from '../../../directory/load-display-names.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { type ClosingRow, listEndedClosings, listItems, listOpenClosings } from './closing-queries.ts'
import { summaryOf } from './get-closing.ts'

/** Closings that ended lately. */
const ENDED = 50

/** Lists closings: of the whole company for HR and the management department, of their departments for admins. */
export async function listClosings(deps: ReadDeps, actor: MemberActor): Promise<ClosingList> {
  const seesAll = holdsRole(actor, 'hr')
  if (!seesAll && actor.adminOf.length === 0) throw new NotFoundError()
  const departments = seesAll ? null : actor.adminOf
  const isOther = ({ subjectId }: ClosingRow) => !sameUserid(subjectId, actor.userid)
  const open = (await listOpenClosings(deps.db, departments)).filter(isOther)
  const ended = (await listEndedClosings(deps.db, departments, ENDED)).filter(isOther)
  const rows = [...open, ...ended]
  const items = await listItems(
    deps.db,
    rows.map(({ id }) => id),
  )
  const names = await loadDisplayNames(
    deps.db,
    rows.flatMap(({ subjectId, openedBy }) => [subjectId, openedBy]),
    rows.flatMap(({ departmentPath }) => departmentPath),
  )
  const summarize = (row: ClosingRow) =>
    summaryOf(
      row,
      items.filter(({ closingId }) => closingId === row.id),
      names,
    )
  return { open: open.map(summarize), ended: ended.map(summarize), today: today(deps) }
}

/** Returns the form with which HR opens a closing. */
export async function getClosingForm(deps: ReadDeps, actor: MemberActor): Promise<ClosingForm> {
  if (!mayOpenClosing(actor)) throw new NotFoundError()
  return { today: today(deps) }
}
