import { isWeComClient, noopBridge, type WecomBridge } from './bridge.ts'
import type { BridgeOptions } from './create-bridge.ts'

/** Returns a bridge that is loaded by its first call. A bridge that cannot be loaded does nothing, as outside WeCom. */
export function createLazyBridge(options: BridgeOptions): WecomBridge {
  let loading: Promise<WecomBridge> | null = null
  const bridge = (): Promise<WecomBridge> => {
    loading ??= import('./create-bridge.ts').then(
      ({ createBridge }) => createBridge(options),
      () => {
        loading = null
        return noopBridge
      },
    )
    return loading
  }
  return {
    isWeCom: options.app !== null && isWeComClient(options.userAgent),
    hideOptionMenu: async () => (await bridge()).hideOptionMenu(),
    closeWindow: async () => (await bridge()).closeWindow(),
    openChat: async (chatId) => (await bridge()).openChat(chatId),
    chooseMembers: async (isMultiple) => (await bridge()).chooseMembers(isMultiple),
    showLoginPanel: async (place, panel) => (await bridge()).showLoginPanel(place, panel),
    openChatWith: async (userid) => (await bridge()).openChatWith(userid),
  }
}
