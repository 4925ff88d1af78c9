import type { AuditorLinks } from '@desk/shared/evidence-room/link-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { DESK_PAGE_SIZE, type PageQuery } from '@desk/shared/kernel/page'
import { authorizeRole } from '../../access/authorize.ts'
import { today } from '../../access/grant-conditions.ts'
import { memberNames } from '../../directory/member-names.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { decodeIdCursor } from '../../kernel/list-cursor.ts'
import { listLinks, listPublished } from './link-queries.ts'
import { toLinkView } from './link-view.ts'

/** Lists a page of the links, also of those that are over, newest first, without their tokens. */
export async function listAuditorLinks(
  deps: ReadDeps,
  actor: MemberActor,
  { after }: PageQuery,
): Promise<AuditorLinks> {
  authorizeRole(actor, 'room_keeper')
  const afterId = decodeIdCursor('auditorLink', after)
  const day = today(deps)
  const rows = await listLinks(deps.db, { afterId, day }, DESK_PAGE_SIZE + 1)
  const shown = rows.slice(0, DESK_PAGE_SIZE)
  const policies = await listPublished(deps.db, null)
  const names = await memberNames(
    deps.db,
    shown.flatMap(({ createdBy, endedBy }) => [createdBy, endedBy ?? createdBy]),
  )
  const now = deps.clock.now()
  return {
    items: shown.map((row) => toLinkView(row, { now, names, policies })),
    next: rows.length > DESK_PAGE_SIZE ? (shown.at(-1)?.id ?? null) : null,
    policies,
    today: day,
  }
}
