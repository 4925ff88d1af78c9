import { computed, shallowRef, type ShallowRef } from 'vue'
import type { InfoField } from '@desk/shared/requests/kinds/info-change'
import type { RequestView, Verdict } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../api/api-error.ts'
import { useApi } from '../../api/desk-api.ts'
import { choicesThatFit, countVerdicts, decisionBodyOf, differencesOf, type Choices } from './decision.ts'

/** What stands above the fields after an answer that was not the expected one. */
export type DecisionNote = { kind: 'changed'; before: Map<InfoField, string | null> } | { kind: 'taken' } | null

const isRequestView = (value: unknown): value is RequestView =>
  typeof value === 'object' && value !== null && 'seenHash' in value && 'timeline' in value

/** The fresh request that comes with a conflict, so that nobody decides on what he did not see. */
export const currentOf = (error: unknown): RequestView | null => {
  const current = error instanceof ApiError ? error.details['current'] : undefined
  return isRequestView(current) ? current : null
}

export function useDecision(request: ShallowRef<RequestView | null>) {
  const api = useApi()
  const choices = shallowRef<Choices>({})
  const note = shallowRef<DecisionNote>(null)
  const error = shallowRef<unknown>()
  const isSending = shallowRef(false)
  const counts = computed(() => countVerdicts(request.value?.changes ?? [], choices.value))

  function choose(field: InfoField, verdict: Verdict): void {
    choices.value = { ...choices.value, [field]: verdict }
  }

  function meet(cause: unknown, seen: RequestView): void {
    const current = currentOf(cause)
    if (!current) {
      error.value = cause
      return
    }
    choices.value = choicesThatFit(choices.value, seen, current)
    note.value = current.allowed.includes('decide')
      ? { kind: 'changed', before: new Map(differencesOf(seen, current).map(({ field, before }) => [field, before])) }
      : { kind: 'taken' }
    request.value = current
  }

  /** True when the decision counts. A conflict shows the fresh request instead, and decides nothing. */
  async function decide(): Promise<boolean> {
    const seen = request.value
    if (!seen || isSending.value) return false
    isSending.value = true
    error.value = undefined
    note.value = null
    try {
      request.value = await api.decide(seen.id, decisionBodyOf(seen, choices.value))
      return true
    } catch (cause) {
      meet(cause, seen)
      return false
    } finally {
      isSending.value = false
    }
  }
  return { choices, note, error, isSending, counts, choose, decide }
}
