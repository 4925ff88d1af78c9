import type { ShallowRef } from 'vue'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../../api/desk-api.ts'
import { useAction } from '../../../composables/use-action.ts'
import { currentOf } from '../use-decision.ts'

/** Withdraws a request. */
export function useWithdrawal(request: ShallowRef<RequestView | null>) {
  const api = useApi().requests
  const { isBusy: isSending, error, run } = useAction()

  /** Returns true on success. */
  async function withdraw(): Promise<boolean> {
    const seen = request.value
    if (!seen) return false
    return run(async () => {
      try {
        request.value = await api.withdraw(seen.id, seen.version)
      } catch (cause) {
        request.value = currentOf(cause) ?? seen
        throw cause
      }
    })
  }
  return { isSending, error, withdraw }
}
