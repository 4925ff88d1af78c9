import type { MemberActor } from '@desk/shared/identity/actor'
import type { Database } from '../../../db/database.ts'
import { CommandRefusedError, type ConflictInfo } from '../request-errors.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import type { RequestTypeDeps } from '../model/request-type.ts'
import type { RequestRow } from '../model/request-queries.ts'
import { toRequestView } from '../model/request-view.ts'

type ViewDeps = ReadDeps & RequestTypeDeps & Pick<Deps, 'holidays'>

/**
 * Describes the current state to a caller whose command came too late: the view, who changed it last (`by`) and when
 * (`at`).
 */
export async function conflictDetails(
  deps: ViewDeps,
  db: Database,
  actor: MemberActor,
  request: RequestRow,
): Promise<ConflictInfo> {
  const current = await toRequestView(deps, db, actor, request)
  const last = current.timeline.findLast((entry) => entry.actor !== null)
  return { current, by: last?.actor ?? null, at: last?.at ?? null }
}

/** Requires the request to be open. @throws CommandRefusedError with the conflict details */
export async function requireOpen(deps: ViewDeps, actor: MemberActor, request: RequestRow): Promise<void> {
  if (request.state === 'open') return
  throw new CommandRefusedError(request.state, 'decide', await conflictDetails(deps, deps.db, actor, request))
}
