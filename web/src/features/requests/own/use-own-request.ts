import type { ShallowRef } from 'vue'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useToastsStore } from '../../../stores/toasts.ts'
import { useReminder } from './use-reminder.ts'
import { useWithdrawal } from './use-withdrawal.ts'
import { useMessages } from '../../../locales/use-messages.ts'

/** Provides the actions of the applicant on the page of their request. */
export function useOwnRequest(request: ShallowRef<RequestView | null>) {
  const requestMessages = useMessages('requests')
  const messages = useMessages('approvals')
  const toasts = useToastsStore()
  const withdrawal = useWithdrawal(request)
  const reminder = useReminder({
    request: () => request.value,
    onReminded: (view) => (request.value = view),
    onTooSoon(nextAt) {
      if (request.value) request.value = { ...request.value, urge: { ...request.value.urge, nextAt } }
    },
  })

  async function withdraw(): Promise<void> {
    if (await withdrawal.withdraw()) toasts.showToast(requestMessages.detail.withdrawn)
  }
  async function remind(): Promise<void> {
    if (await reminder.remind()) toasts.showToast(messages.own.remindDone)
  }
  return { withdrawal, reminder, withdraw, remind }
}
