import { shallowRef, type ShallowRef } from 'vue'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../api/desk-api.ts'

/** What may be done once a request is decided. Each act answers with the request as it is now. */
export function useFollowUp(request: ShallowRef<RequestView | null>) {
  const api = useApi().info
  const isBusy = shallowRef(false)
  const error = shallowRef<unknown>()
  /** WeCom was asked and does not show it yet. */
  const isNotYet = shallowRef(false)

  async function act(call: (current: RequestView) => Promise<RequestView>): Promise<boolean> {
    const current = request.value
    if (!current || isBusy.value) return false
    isBusy.value = true
    error.value = undefined
    isNotYet.value = false
    try {
      request.value = await call(current)
      return true
    } catch (cause) {
      error.value = cause
      return false
    } finally {
      isBusy.value = false
    }
  }
  async function look(): Promise<void> {
    const wasRead = await act(({ id }) => api.look(id))
    isNotYet.value = wasRead && (request.value?.followUp?.allowed.includes('look') ?? false)
  }
  const dispute = (text: string) => act(({ id, version }) => api.dispute(id, { version, text }))
  const settle = (finding: 'write_again' | 'stands', text: string) =>
    act(({ id, version }) => api.settle(id, { version, finding, text }))
  return { isBusy, error, isNotYet, look, dispute, settle }
}
