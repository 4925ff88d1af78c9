import { computed, shallowRef, type ShallowRef, watch } from 'vue'
import type { RequestItem } from '@desk/shared/requests/types/index'
import type { ReturnBody } from '@desk/shared/requests/command-bodies'
import type { RequestView, Verdict } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../api/api-error.ts'
import { useApi } from '../../api/desk-api.ts'
import type { IdempotentSubmit } from '../../api/request-options.ts'
import { usePersistedFields } from '../../composables/use-form-persistence.ts'
import { useSubmit } from '../../composables/use-submit.ts'
import { isRecord } from '../../platform/is-record.ts'
import { keepUnchangedChoices, countVerdicts, decisionBodyOf, changedFieldsOf, type Choices } from './decision.ts'

/** The alert above the fields after a conflict, or after a reload with other content. */
export type DecisionNote = { kind: 'changed'; before: Map<RequestItem, string | null> } | { kind: 'taken' } | null
export type GivenReason = ReturnBody['reason']

const isRequestView = (value: unknown): value is RequestView =>
  isRecord(value) && 'seenHash' in value && 'timeline' in value

/** Returns the current request, which the error of a conflict contains; null: another error. */
export const currentOf = (error: unknown): RequestView | null => {
  const current = error instanceof ApiError ? error.details['current'] : undefined
  return isRequestView(current) ? current : null
}

/** Decides, returns and transfers the request on screen, one action at a time. */
export function useDecision(request: ShallowRef<RequestView | null>) {
  const { requests } = useApi()
  const submission = useSubmit()
  const choices = shallowRef<Choices>({})
  const note = shallowRef<DecisionNote>(null)
  /** The reason of the last return; a conflict leaves it for the next attempt. */
  const reason = shallowRef<GivenReason | null>(null)
  usePersistedFields('decision', { choices, reason }, { edition: () => request.value?.seenHash })
  const counts = computed(() => countVerdicts(request.value?.changes ?? [], choices.value))

  function choose(field: RequestItem, verdict: Verdict): void {
    choices.value = { ...choices.value, [field]: verdict }
  }
  /** The request that the choices are about: its last version that could be decided. */
  let decidableRequest: RequestView | null = null
  // No matter whether a conflict or a reload replaces the request, the changed fields have to be reviewed again.
  watch(
    request,
    (current) => {
      if (!current?.allowed.includes('decide')) return
      const before = decidableRequest
      decidableRequest = current
      if (!before) return
      const changed = changedFieldsOf(before, current)
      if (changed.length === 0 && before.seenHash === current.seenHash) return
      choices.value = keepUnchangedChoices(choices.value, before, current)
      note.value = { kind: 'changed', before: new Map(changed.map((change) => [change.field, change.before])) }
    },
    { immediate: true, flush: 'sync' },
  )
  /** Returns true for a conflict: the current request is shown, and the note explains it. */
  function handleConflict(cause: unknown): boolean {
    const current = currentOf(cause)
    if (!current) return false
    request.value = current
    if (!current.allowed.includes('decide')) note.value = { kind: 'taken' }
    else note.value ??= { kind: 'changed', before: new Map() }
    return true
  }
  function submit(
    name: string,
    body: object,
    send: (id: string, attempt: IdempotentSubmit) => Promise<RequestView>,
  ): Promise<boolean> {
    const seen = request.value
    if (!seen || submission.isSending.value) return Promise.resolve(false)
    note.value = null
    return submission.submit({
      content: [name, seen.id, body],
      send: (attempt) => send(seen.id, attempt),
      onDone: (answer) => (request.value = answer),
      onRefused: handleConflict,
    })
  }
  /** Returns true when the request is decided. A conflict decides nothing and shows the current request. */
  function decide(): Promise<boolean> {
    const seen = request.value
    if (!seen) return Promise.resolve(false)
    const body = decisionBodyOf(seen, choices.value)
    return submit('decide', body, (id, attempt) => requests.decide(id, body, attempt))
  }
  function sendBack(returnReason: GivenReason): Promise<boolean> {
    const seen = request.value
    if (!seen) return Promise.resolve(false)
    reason.value = returnReason
    const body = { version: seen.version, seenHash: seen.seenHash, reason: returnReason }
    return submit('return', body, (id, attempt) => requests.sendBack(id, body, attempt))
  }
  function transfer(to: string, text: string): Promise<boolean> {
    const seen = request.value
    if (!seen) return Promise.resolve(false)
    const body = { version: seen.version, to, note: text }
    return submit('transfer', body, (id, attempt) => requests.transfer(id, body, attempt))
  }
  return { choices, note, reason, submission, counts, choose, decide, sendBack, transfer }
}
