import { refAutoReset } from '@vueuse/core'
import { shallowRef, type ShallowRef } from 'vue'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../../api/desk-api.ts'
import { currentOf } from '../use-decision.ts'

/** How long the button asks for the second click. */
const confirmMs = 5_000

/** Withdraws a request after two clicks, the second within five seconds. */
export function useWithdrawal(request: ShallowRef<RequestView | null>) {
  const api = useApi().requests
  const isConfirming = refAutoReset(false, confirmMs)
  const isSending = shallowRef(false)
  const error = shallowRef<unknown>()

  async function withdraw(seen: RequestView): Promise<boolean> {
    isConfirming.value = false
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
  /** Returns true when the request is withdrawn; false after the first click and after a failure. */
  async function onClick(): Promise<boolean> {
    if (!request.value || isSending.value) return false
    if (isConfirming.value) return withdraw(request.value)
    isConfirming.value = true
    return false
  }
  return { isConfirming, isSending, error, onClick }
}
