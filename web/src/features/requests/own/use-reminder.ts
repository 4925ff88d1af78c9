import { computed, shallowRef } from 'vue'
import type { RequestSummary, RequestView } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../../api/api-error.ts'
import { useApi } from '../../../api/desk-api.ts'
import { useNow } from '../../../composables/use-server-clock.ts'

/** Returns when the next reminder is allowed, from the error of one that was sent too soon. */
function parseNextReminderAt(error: unknown): string | null {
  if (!(error instanceof ApiError) || error.code !== 'request.urge_too_soon') return null
  const { nextAt } = error.details
  return typeof nextAt === 'string' ? nextAt : null
}

type ReminderOptions = {
  request: () => RequestSummary | null
  onReminded: (view: RequestView) => void
  /** Called when the server refuses a reminder as too soon, e.g. after one on another device. */
  onTooSoon: (nextAt: string) => void
}

/** Sends a reminder to the approvers of a request, at most as often as the server allows. */
export function useReminder({ request, onReminded, onTooSoon }: ReminderOptions) {
  const { requests } = useApi()
  const now = useNow()
  const isSending = shallowRef(false)
  const error = shallowRef<unknown>()
  /** When the next reminder is allowed; null: now. */
  const nextReminderAllowedAt = computed(() => {
    const nextAt = request()?.urge.nextAt ?? null
    return nextAt !== null && Date.parse(nextAt) > Date.parse(now.value) ? nextAt : null
  })

  /** Returns true on success. */
  async function remind(): Promise<boolean> {
    const seen = request()
    if (!seen || isSending.value || nextReminderAllowedAt.value !== null) return false
    isSending.value = true
    error.value = undefined
    try {
      onReminded(await requests.remind(seen.id))
      return true
    } catch (cause) {
      const nextAt = parseNextReminderAt(cause)
      if (nextAt === null) error.value = cause
      else onTooSoon(nextAt)
      return false
    } finally {
      isSending.value = false
    }
  }
  return { isSending, error, nextReminderAllowedAt, remind }
}
