import type { ShallowRef } from 'vue'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useToastsStore } from '../../../stores/toasts.ts'
import { useReminder } from './use-reminder.ts'
import { useWithdrawal } from './use-withdrawal.ts'
import { useMessages } from '../../../locales/use-messages.ts'

/** What the applicant does on the page of his own request. */
export function useOwnRequest(request: ShallowRef<RequestView | null>) {
  const coreMessages = useMessages('requests')
  const messages = useMessages('approvals')
  const toasts = useToastsStore()
  const withdrawal = useWithdrawal(request)
  const urging = useReminder({
    request: () => request.value,
    onReminded: (view) => (request.value = view),
    onTooSoon(nextAt) {
      if (request.value) request.value = { ...request.value, urge: { ...request.value.urge, nextAt } }
    },
  })

  async function withdraw(): Promise<void> {
    if (await withdrawal.press()) toasts.showToast(coreMessages.detail.withdrawn)
  }
  async function urge(): Promise<void> {
    if (await urging.urge()) toasts.showToast(messages.own.urgeDone)
  }
  return { withdrawal, urging, withdraw, urge }
}
