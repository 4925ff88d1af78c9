import { shallowRef } from 'vue'
import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { BatchAnswer, BatchBody } from '@desk/shared/requests/approval-schemas'
import type { RequestSummary, RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../../api/desk-api.ts'
import { useSessionStore } from '../../../stores/session.ts'
import { useSubmit } from '../../../composables/use-submit.ts'
import { useInboxStore } from '../../../stores/pending-tasks.ts'
import { useUndoStore } from '../../../stores/undo.ts'
import type { GivenReason } from '../use-decision.ts'
import { undoOffer } from '../own/use-undo.ts'

type Wish = BatchBody['items'][number]['decision']
type Failure = { request: RequestSummary; code: string | null; view: RequestView | null }
export type BatchResult = { wish: Wish['do']; done: number; failures: readonly Failure[] }

/** Sent a second time after a lost answer, what I did the first time is no failure. */
const isMyOwn = (wish: Wish['do'], view: RequestView | null, me: string): boolean => {
  const by = wish === 'agree' ? view?.decidedBy : view?.returned?.by
  return by ? sameUserid(by.userid, me) : false
}

export function resultOf(
  wish: Wish['do'],
  asked: readonly RequestSummary[],
  { items }: BatchAnswer,
  me: string,
): BatchResult {
  const failures = asked.flatMap((request) => {
    const answer = items.find(({ id }) => id === request.id)
    if (answer?.ok || isMyOwn(wish, answer?.view ?? null, me)) return []
    return [{ request, code: answer?.code ?? null, view: answer?.view ?? null }]
  })
  return { wish, done: asked.length - failures.length, failures }
}

/** One press for several: each is decided or refused by itself, and says so. */
export function useBatch() {
  const { engine } = useApi()
  const { me } = useSessionStore()
  const { offer } = useUndoStore()
  const inbox = useInboxStore()
  const order = useSubmit()
  const result = shallowRef<BatchResult | null>(null)

  function decide(asked: readonly RequestSummary[], wish: Wish): Promise<boolean> {
    const items = asked.map(({ id, version, seenHash }) => ({ id, version, seenHash, decision: wish }))
    return order.submit({
      content: items,
      send: ({ signal }) => engine.decideBatch({ items }, signal),
      onDone(answer) {
        result.value = resultOf(wish.do, asked, answer, me.userid)
        inbox.decided(result.value.done)
        offer(undoOffer(answer.items.flatMap(({ id, undo }) => (undo ? [{ id, ...undo }] : []))))
      },
    })
  }
  const agree = (asked: readonly RequestSummary[]) => decide(asked, { do: 'agree' })
  const sendBack = (asked: readonly RequestSummary[], reason: GivenReason) => decide(asked, { do: 'return', reason })
  const close = () => (result.value = null)
  return { order, result, agree, sendBack, close }
}
