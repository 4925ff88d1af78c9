import { computed, shallowRef } from 'vue'
import type { RequestSummary, RequestView } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../../api/api-error.ts'
import { useApi } from '../../../api/desk-api.ts'
import { useNow } from '../../../composables/use-server-clock.ts'

/** When it may be urged again, from a refusal that came too soon. */
function nextReminderAt(error: unknown): string | null {
  if (!(error instanceof ApiError) || error.code !== 'request.urge_too_soon') return null
  const { nextAt } = error.details
  return typeof nextAt === 'string' ? nextAt : null
}

type Parts = {
  request: () => RequestSummary | null
  onReminded: (view: RequestView) => void
  /** Somebody was too eager, perhaps on another device. */
  onTooSoon: (nextAt: string) => void
}

/** The applicant asks for an answer, now and then. Source: domain I-14. */
export function useReminder({ request, onReminded, onTooSoon }: Parts) {
  const { engine } = useApi()
  const now = useNow()
  const isSending = shallowRef(false)
  const error = shallowRef<unknown>()
  /** Until when it has to rest; null when it may go out. */
  const nextReminderAllowedAt = computed(() => {
    const nextAt = request()?.urge.nextAt ?? null
    return nextAt !== null && Date.parse(nextAt) > Date.parse(now.value) ? nextAt : null
  })

  /** True when it went out. */
  async function urge(): Promise<boolean> {
    const seen = request()
    if (!seen || isSending.value || nextReminderAllowedAt.value !== null) return false
    isSending.value = true
    error.value = undefined
    try {
      onReminded(await engine.remind(seen.id))
      return true
    } catch (cause) {
      const nextAt = nextReminderAt(cause)
      if (nextAt === null) error.value = cause
      else onTooSoon(nextAt)
      return false
    } finally {
      isSending.value = false
    }
  }
  return { isSending, error, nextReminderAllowedAt, urge }
}
