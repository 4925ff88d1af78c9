import type { MemberActor } from '@desk/shared/identity/actor'
import { instantInput } from '@desk/shared/kernel/instant'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import { readableCodeSchema } from '@desk/shared/kernel/ids'
import { storableText } from '@desk/shared/kernel/plain-text'
import type { ClosedCases, ClosedCasesQuery } from '@desk/shared/lost-device/lost-device-schemas'
import * as z from 'zod/mini'
import { authorizeRole } from '../../../access/authorize.ts'
import { recordReadAudit } from '../../../access/record-read-audit.ts'
import { findUserids } from '../../../directory/find-userids.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { cutPage, decodeCursor } from '../../../kernel/list-cursor.ts'
import { listClosedCases } from '../cases/closed-case-queries.ts'
import { membersWithDepartment } from '../cases/member-views.ts'

const cursorSchema = z.tuple([instantInput, storableText])
/** Maximum number of members that a searched name may match. */
const PEOPLE_MAX = 100

/** Lists closed cases, last closed first, for the management department. Each page is audited, with the search and where it begins. */
export async function getClosedCases(
  deps: ReadDeps & Pick<Deps, 'ids'>,
  actor: MemberActor,
  { q, after }: ClosedCasesQuery,
): Promise<ClosedCases> {
  authorizeRole(actor, 'ops')
  const cursor = decodeCursor(cursorSchema, after)
  const no = z.safeParse(readableCodeSchema, q?.toUpperCase())
  const rows = await listClosedCases(deps.db, {
    no: no.success ? no.data : null,
    subjects: q === undefined || no.success ? null : await findUserids(deps.db, q, PEOPLE_MAX),
    before: cursor && { endedAt: cursor[0], id: cursor[1] },
    limit: DESK_PAGE_SIZE + 1,
  })
  const endOf = ({ endedAt, reportedAt }: (typeof rows)[number]) => (endedAt ?? reportedAt).toISOString()
  const { shown, next } = cutPage(rows, DESK_PAGE_SIZE, (last) => [endOf(last), last.id])
  await recordReadAudit(deps, actor, 'lost_device.closed_read', 'lost_devices', {
    ...(q && { text: erasableText(deps, q) }),
    ...(cursor && { before: cursor[0] }),
  })
  const people = await membersWithDepartment(
    deps.db,
    shown.map(({ subjectId }) => subjectId),
  )
  return {
    items: shown.map((row) => ({
      id: row.id,
      no: row.no,
      subject: people(row.subjectId),
      phase: row.phase,
      isFalse: row.isFalse,
      reporterKind: row.reporterKind,
      reportedAt: row.reportedAt.toISOString(),
      endedAt: endOf(row),
    })),
    next,
  }
}
