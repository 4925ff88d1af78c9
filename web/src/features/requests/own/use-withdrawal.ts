import { shallowRef, type ShallowRef } from 'vue'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../../api/desk-api.ts'
import { currentOf } from '../use-decision.ts'

/** Withdraws a request. */
export function useWithdrawal(request: ShallowRef<RequestView | null>) {
  const api = useApi().requests
  const isSending = shallowRef(false)
  const error = shallowRef<unknown>()

  /** Returns true on success. */
  async function withdraw(): Promise<boolean> {
    const seen = request.value
    if (!seen || isSending.value) return false
    isSending.value = true
    error.value = undefined
    try {
      request.value = await api.withdraw(seen.id, seen.version)
      return true
    } catch (cause) {
      request.value = currentOf(cause) ?? seen
      error.value = cause
      return false
    } finally {
      isSending.value = false
    }
  }
  return { isSending, error, withdraw }
}
