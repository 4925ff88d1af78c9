import { mayOpenClosing } from '@desk/shared/accounts/close/may-open-closing'
import type { ClosingForm, ClosingList, ClosingsQuery } from '@desk/shared/accounts/close/closing-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { lastEffectiveDay } from '@desk/shared/info-change/info-change'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { idSchema } from '@desk/shared/kernel/ids'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import * as z from 'zod/mini'
import { today } from '../../../access/grant-conditions.ts'
import { loadDisplayNames } from '../../../directory/load-display-names.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { cutPage, decodeCursor } from '../../../kernel/list-cursor.ts'
import { listItems } from './closing-queries.ts'
import { summaryOf } from './get-closing.ts'
import { listClosingRows } from './list-queries.ts'

const cursorSchema = z.tuple([
  z.string().check(z.regex(/^(-infinity|\d{4}-\d\d-\d\d [\d:.+-]{8,24})$/)),
  idSchema('closing'),
])

/** Lists closings: of the whole company for HR and the management department, of their departments for admins. */
export async function listClosings(
  deps: ReadDeps,
  actor: MemberActor,
  { view = 'open', after }: ClosingsQuery,
): Promise<ClosingList> {
  const seesAll = holdsRole(actor, 'hr')
  if (!seesAll && actor.adminOf.length === 0) throw new NotFoundError()
  const place = decodeCursor(cursorSchema, after)
  const rows = await listClosingRows(deps.db, {
    view,
    departments: seesAll ? null : actor.adminOf,
    exceptFor: actor.userid,
    after: place && { at: place[0], id: place[1] },
    limit: DESK_PAGE_SIZE + 1,
  })
  const { shown, next } = cutPage(rows, DESK_PAGE_SIZE, ({ at, row }) => [at, row.id])
  const items = await listItems(
    deps.db,
    shown.map(({ row }) => row.id),
  )
  const names = await loadDisplayNames(
    deps.db,
    shown.flatMap(({ row }) => [row.subjectId, row.openedBy]),
    shown.flatMap(({ row }) => row.departmentPath),
  )
  return {
    items: shown.map(({ row }) =>
      summaryOf(
        row,
        items.filter(({ closingId }) => closingId === row.id),
        names,
      ),
    ),
    next,
  }
}

/** Returns the form with which HR or a lead opens a closing. @throws NotFoundError for anybody else */
export async function getClosingForm(deps: ReadDeps, actor: MemberActor): Promise<ClosingForm> {
  if (!mayOpenClosing(actor)) throw new NotFoundError()
  const day = today(deps)
  return { today: day, lastTransferDay: lastEffectiveDay(day) }
}
