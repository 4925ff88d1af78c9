import { shallowRef } from 'vue'
import { useMessages } from '../locales/use-messages.ts'
import { useToastsStore } from '../stores/toasts.ts'
import { useBridge } from '../wecom/bridge.ts'

/**
 * Returns a function that opens the chat with a member, or shows how to find it where the client does not open it. The
 * first chat of a page waits for the SDK: `isOpening` until the client answered.
 */
export function useOpenChat() {
  const bridge = useBridge()
  const toasts = useToastsStore()
  const { notOpened } = useMessages('core').home.people
  const isOpening = shallowRef(false)
  async function openChat({ userid, name }: { userid: string; name: string }): Promise<void> {
    isOpening.value = true
    try {
      if (!(await bridge.openChatWith(userid))) toasts.showToast(notOpened(name))
    } finally {
      isOpening.value = false
    }
  }
  return { isOpening, openChat }
}
