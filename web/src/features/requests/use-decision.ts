import type { IdempotentSubmit } from '../../api/request-options.ts'
import { computed, shallowRef, type ShallowRef } from 'vue'
import type { RequestItem } from '@desk/shared/requests/types/index'
import type { ReturnBody } from '@desk/shared/requests/command-bodies'
import type { RequestView, Verdict } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../api/api-error.ts'
import { useApi } from '../../api/desk-api.ts'
import { useSubmit } from '../../composables/use-submit.ts'
import { keepUnchangedChoices, countVerdicts, decisionBodyOf, changedFieldsOf, type Choices } from './decision.ts'

/** What stands above the fields after an answer that was not the expected one. */
export type DecisionNote = { kind: 'changed'; before: Map<RequestItem, string | null> } | { kind: 'taken' } | null
export type GivenReason = ReturnBody['reason']

const isRequestView = (value: unknown): value is RequestView =>
  typeof value === 'object' && value !== null && 'seenHash' in value && 'timeline' in value

/** The fresh request that comes with a conflict, so that nobody decides on what he did not see. */
export const currentOf = (error: unknown): RequestView | null => {
  const current = error instanceof ApiError ? error.details['current'] : undefined
  return isRequestView(current) ? current : null
}

/** Deciding, sending back and handing over: three orders on what was on screen, one at a time. */
export function useDecision(request: ShallowRef<RequestView | null>) {
  const { engine } = useApi()
  const order = useSubmit()
  const choices = shallowRef<Choices>({})
  const note = shallowRef<DecisionNote>(null)
  /** What was written for the applicant; a conflict does not lose it. */
  const reason = shallowRef<GivenReason | null>(null)
  const counts = computed(() => countVerdicts(request.value?.changes ?? [], choices.value))

  function choose(field: RequestItem, verdict: Verdict): void {
    choices.value = { ...choices.value, [field]: verdict }
  }
  /** True when the fresh request itself says what happened. */
  function meet(cause: unknown, seen: RequestView): boolean {
    const current = currentOf(cause)
    if (!current) return false
    choices.value = keepUnchangedChoices(choices.value, seen, current)
    note.value = current.allowed.includes('decide')
      ? { kind: 'changed', before: new Map(changedFieldsOf(seen, current).map(({ field, before }) => [field, before])) }
      : { kind: 'taken' }
    request.value = current
    return true
  }
  function give(
    name: string,
    body: object,
    send: (id: string, attempt: IdempotentSubmit) => Promise<RequestView>,
  ): Promise<boolean> {
    const seen = request.value
    if (!seen || order.isSending.value) return Promise.resolve(false)
    note.value = null
    return order.submit({
      content: [name, seen.id, body],
      send: (press) => send(seen.id, press),
      onDone: (answer) => (request.value = answer),
      onRefused: (cause) => meet(cause, seen),
    })
  }
  /** True when the decision counts. A conflict shows the fresh request instead, and decides nothing. */
  function decide(): Promise<boolean> {
    const seen = request.value
    if (!seen) return Promise.resolve(false)
    const body = decisionBodyOf(seen, choices.value)
    return give('decide', body, (id, press) => engine.decide(id, body, press))
  }
  function sendBack(given: GivenReason): Promise<boolean> {
    const seen = request.value
    if (!seen) return Promise.resolve(false)
    reason.value = given
    const body = { version: seen.version, seenHash: seen.seenHash, reason: given }
    return give('return', body, (id, press) => engine.sendBack(id, body, press))
  }
  function transfer(to: string, text: string): Promise<boolean> {
    const seen = request.value
    if (!seen) return Promise.resolve(false)
    const body = { version: seen.version, to, note: text }
    return give('transfer', body, (id, press) => engine.transfer(id, body, press))
  }
  return { choices, note, reason, order, counts, choose, decide, sendBack, transfer }
}
