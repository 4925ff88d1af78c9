import { useMessages } from '../locales/use-messages.ts'
import { useToastsStore } from '../stores/toasts.ts'
import { useBridge } from '../wecom/bridge.ts'

/** Returns a function that opens the chat with a member, or shows how to find it where the client does not open it. */
export function useOpenChat(): (member: { userid: string; name: string }) => Promise<void> {
  const bridge = useBridge()
  const toasts = useToastsStore()
  const { notOpened } = useMessages('core').home.people
  return async ({ userid, name }) => {
    if (!(await bridge.openChatWith(userid))) toasts.showToast(notOpened(name))
  }
}
