import { isWeComClient, noopBridge, type WecomBridge } from './bridge.ts'
import type { BridgeOptions } from './create-bridge.ts'

/** The bridge, loaded by the first call of it. What cannot be loaded does nothing, as outside WeCom. */
export function createLazyBridge(parts: BridgeOptions): WecomBridge {
  let made: Promise<WecomBridge> | null = null
  const bridge = (): Promise<WecomBridge> => {
    made ??= import('./create-bridge.ts').then(
      ({ createBridge }) => createBridge(parts),
      () => {
        made = null
        return noopBridge
      },
    )
    return made
  }
  return {
    isWeCom: parts.app !== null && isWeComClient(parts.userAgent),
    registerPage: async () => (await bridge()).registerPage(),
    hideOptionMenu: async () => (await bridge()).hideOptionMenu(),
    closeWindow: async () => (await bridge()).closeWindow(),
    chooseMembers: async (isMultiple) => (await bridge()).chooseMembers(isMultiple),
    showLoginPanel: async (place, panel) => (await bridge()).showLoginPanel(place, panel),
  }
}
