import type { MemberActor } from '@desk/shared/identity/actor'
import type { BatchAnswer, BatchBody, BatchItem } from '@desk/shared/requests/approval-schemas'
import { requestView, type RequestView } from '@desk/shared/requests/request-schemas'
import { AppError } from '../../kernel/app-error.ts'
import { agreeToRequest } from './decide-request.ts'
import type { EngineDeps } from './engine-deps.ts'
import { countWaiting, nextWaiting } from './inbox-queries.ts'
import { returnRequest } from './return-request.ts'

/** Several decisions on what was on screen. Each is an act of its own: one that fails leaves the others as they are. */
export async function decideBatch(
  deps: EngineDeps,
  actor: MemberActor,
  { items }: BatchBody & { key?: string | undefined },
): Promise<BatchAnswer> {
  const answers: BatchAnswer['items'] = []
  for (const item of items) answers.push(await decideItem(deps, actor, item))
  return {
    items: answers,
    nextForMe: await nextWaiting(deps.db, actor, null),
    waitingForMe: (await countWaiting(deps.db, actor, deps.clock.now())).count,
  }
}

async function decideItem(
  deps: EngineDeps,
  actor: MemberActor,
  { decision, ...order }: BatchItem,
): Promise<BatchAnswer['items'][number]> {
  try {
    const view =
      decision.do === 'agree'
        ? await agreeToRequest(deps, actor, order)
        : await returnRequest(deps, actor, { ...order, reason: decision.reason, isFromList: true })
    return { id: order.id, ok: true, code: null, view }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { id: order.id, ok: false, code: error.code, view: currentOf(error) }
  }
}

function currentOf({ details }: AppError): RequestView | null {
  const current = requestView.safeParse(details?.['current'])
  return current.success ? current.data : null
}
