import { createInjection } from '../platform/injection.ts'
import type { ShowLoginPanel } from './login-panel.ts'

/** Functions of the WeCom client. No call rejects: outside WeCom, or when one fails, it resolves to `false` or null. */
export type WecomBridge = {
  isWeCom: boolean
  /** Removes share, copy-link and the like from the menu of the client. Not a security control. */
  hideOptionMenu(): Promise<boolean>
  closeWindow(): Promise<boolean>
  /**
   * Opens an existing group chat. WeCom documents the call for internal groups, but not whether it takes the id of a
   * group that an app created, so callers explain how to find the group when it returns `false`.
   */
  openChat(chatId: string): Promise<boolean>
  /**
   * Opens the member picker of the client. Resolves to an empty list when it was closed without a choice, and to null when
   * it did not open. The server checks every userid.
   */
  chooseMembers(isMultiple: boolean): Promise<readonly ChosenMember[] | null>
  /** Shows the panel with which a member signs in outside WeCom, on a desktop. */
  showLoginPanel: ShowLoginPanel
  /** Opens the chat with one colleague. */
  openChatWith(userid: string): Promise<boolean>
}

export type ChosenMember = { userid: string; name: string }

/** Returns the same as the SDK in `ww.env.isWeCom`, without loading the SDK. */
export const isWeComClient = (userAgent: string): boolean => /wxwork\/[\d.]+/i.test(userAgent)

/** A bridge that does nothing: outside WeCom, when the bridge cannot be loaded, on the server and in tests. */
export const noopBridge: WecomBridge = {
  isWeCom: false,
  hideOptionMenu: () => Promise.resolve(false),
  closeWindow: () => Promise.resolve(false),
  openChat: () => Promise.resolve(false),
  chooseMembers: () => Promise.resolve(null),
  showLoginPanel: () => Promise.resolve(false),
  openChatWith: () => Promise.resolve(false),
}

export const [provideBridge, useBridge] = createInjection<WecomBridge>('bridge')
