import type { MemberActor } from '@desk/shared/identity/actor'
import { can } from '@desk/shared/requests/permissions'
import type { BatchAnswer, BatchBody, BatchItem } from '@desk/shared/requests/approval-schemas'
import { isUndoable } from '@desk/shared/requests/model/request-flow'
import { requestView, type RequestView } from '@desk/shared/requests/request-schemas'
import { AppError } from '../../../kernel/app-error.ts'
import { approveRequest } from './decide-request.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { countWaiting, nextWaiting } from '../model/inbox-queries.ts'
import type { RequestRow } from '../model/request-queries.ts'
import { returnFromList } from './return-request.ts'

/**
 * Decides several requests. Each item is a separate transaction: a failed one leaves the others as they are. When
 * repeated with its key, it gives the same answers for the items that it decided.
 */
export async function decideBatch(
  deps: RequestDeps,
  actor: MemberActor,
  { items, key }: BatchBody & { key?: string | undefined },
): Promise<BatchAnswer> {
  const answers: BatchAnswer['items'] = []
  for (const item of items) answers.push(await decideItem(deps, actor, { ...item, key }))
  return {
    items: answers,
    nextForMe: await nextWaiting(deps.db, actor, null),
    waitingForMe: (await countWaiting(deps.db, actor, deps.clock.now())).count,
  }
}

async function decideItem(
  deps: RequestDeps,
  actor: MemberActor,
  { decision, ...seen }: BatchItem & { key: string | undefined },
): Promise<BatchAnswer['items'][number]> {
  try {
    const row =
      decision.do === 'agree'
        ? await approveRequest(deps, actor, seen)
        : await returnFromList(deps, actor, { ...seen, reason: decision.reason })
    return { id: seen.id, ok: true, code: null, undo: undoOf(deps, actor, row), view: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { id: seen.id, ok: false, code: error.code, undo: null, view: currentOf(error) }
  }
}

/** Returns what the list needs of a decided request: the end of its undo window. */
function undoOf(
  { clock }: Pick<Deps, 'clock'>,
  actor: MemberActor,
  row: RequestRow,
): BatchAnswer['items'][number]['undo'] {
  const { version, undoUntil } = row
  if (undoUntil === null || !isUndoable(undoUntil, clock.now()) || !can(actor, 'request.undo', row)) return null
  return { version, until: undoUntil.toISOString() }
}

function currentOf({ details }: AppError): RequestView | null {
  const current = requestView.safeParse(details?.['current'])
  return current.success ? current.data : null
}
