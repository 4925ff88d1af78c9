import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../../api/desk-api.ts'
import { currentOf } from '../use-decision.ts'

/** How long the second label stands. */
const sureMs = 5_000

/** Two taps, the second within five seconds. */
export function useWithdrawal(request: ShallowRef<RequestView | null>) {
  const api = useApi().engine
  const isAsking = shallowRef(false)
  const isSending = shallowRef(false)
  const error = shallowRef<unknown>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function ask(): void {
    isAsking.value = true
    timer = setTimeout(() => (isAsking.value = false), sureMs)
  }
  async function withdraw(seen: RequestView): Promise<boolean> {
    clearTimeout(timer)
    isAsking.value = false
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
  /** True when it is withdrawn; false after the first tap and after a failure. */
  async function press(): Promise<boolean> {
    if (!request.value || isSending.value) return false
    if (isAsking.value) return withdraw(request.value)
    ask()
    return false
  }
  onScopeDispose(() => {
    clearTimeout(timer)
  })
  return { isAsking, isSending, error, press }
}
