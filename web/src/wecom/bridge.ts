import { inject, type App, type InjectionKey } from 'vue'
import type { ShowLoginPanel } from './login-panel.ts'

/** What the WeCom client does for us. Every call settles: outside WeCom, or when it is silent, the answer is `false`. */
export type WecomBridge = {
  isWeCom: boolean
  /** Proves page and app to the client. Once per page load; later calls share the first answer. */
  registerPage(): Promise<boolean>
  /** Takes share, copy-link and the like out of the client's menu. A courtesy, not a control. */
  hideOptionMenu(): Promise<boolean>
  closeWindow(): Promise<boolean>
  /** The client's own picker. Null when nobody was chosen, or it did not open. The server checks every userid again. */
  chooseMembers(isMultiple: boolean): Promise<readonly ChosenMember[] | null>
  /** Signs in on a desktop, outside WeCom. */
  showLoginPanel: ShowLoginPanel
}

export type ChosenMember = { userid: string; name: string }

/** The SDK's own test (`ww.env.isWeCom`), made before the SDK is worth loading. */
export const isWeComClient = (userAgent: string): boolean => /wxwork\/[\d.]+/i.test(userAgent)

/** The stand-in for the server and for tests. */
export const noopBridge: WecomBridge = {
  isWeCom: false,
  registerPage: () => Promise.resolve(false),
  hideOptionMenu: () => Promise.resolve(false),
  closeWindow: () => Promise.resolve(false),
  chooseMembers: () => Promise.resolve(null),
  showLoginPanel: () => Promise.resolve(false),
}

const key: InjectionKey<WecomBridge> = Symbol('bridge')

export const provideBridge = (app: App, bridge: WecomBridge): void => {
  app.provide(key, bridge)
}

export function useBridge(): WecomBridge {
  const bridge = inject(key)
  if (!bridge) throw new Error('bridge was not provided')
  return bridge
}
