import { promiseTimeout } from '@vueuse/core'
import type * as JsSdk from '@wecom/jssdk'
import type { DeskApi } from '../api/desk-api.ts'
import { isWeComClient, noopBridge, type ChosenMember, type WecomBridge } from './bridge.ts'
import { loginPanel } from './login-panel.ts'

type Sdk = Pick<
  typeof JsSdk,
  | 'closeWindow'
  | 'createWWLoginPanel'
  | 'ensureConfigReady'
  | 'hideOptionMenu'
  | 'openEnterpriseChat'
  | 'openExistedChatWithMsg'
  | 'register'
  | 'selectEnterpriseContact'
>

export type BridgeOptions = {
  userAgent: string
  app: { corpId: string; agentId: number } | null
  signatureFor: DeskApi['jssdkSignature']
  loadSdk: () => Promise<Sdk>
}

/** Long enough for a signature over a slow network; no page waits for it. */
const TIMEOUT_MS = 8_000

/** Resolves to whether the call succeeded in time: outside WeCom the SDK (2.4.4) may never respond. */
function settled(call: Promise<unknown>): Promise<boolean> {
  const succeeded = call.then(
    () => true,
    () => false,
  )
  return Promise.race([succeeded, promiseTimeout(TIMEOUT_MS).then(() => false)])
}

export function createBridge({ userAgent, app, signatureFor, loadSdk }: BridgeOptions): WecomBridge {
  const showLoginPanel = loginPanel(loadSdk)
  if (!app || !isWeComClient(userAgent)) return { ...noopBridge, showLoginPanel }
  let registered: Promise<boolean> | null = null

  async function register(sdk: Sdk): Promise<void> {
    // Only the signature of the app: with both signatures the SDK mixes them up.
    sdk.register({
      corpId: app?.corpId ?? '',
      agentId: app?.agentId ?? 0,
      jsApiList: [
        'closeWindow',
        'hideOptionMenu',
        'openEnterpriseChat',
        'openExistedChatWithMsg',
        'selectEnterpriseContact',
      ],
      getAgentConfigSignature: async (url: string) => {
        const { timestamp, nonceStr, signature } = await signatureFor(url)
        return { timestamp, nonceStr, signature }
      },
    })
    await sdk.ensureConfigReady()
  }

  /** Registers page and app with the client, once per page load; after a failure the next call tries again. */
  const registerPage = async (): Promise<boolean> => {
    // The SDK aborts an attempt when its page is left: a call of the next page, which waited for it, begins its own.
    if (registered !== null && (await registered)) return true
    const attempt = (registered ??= settled(loadSdk().then(register)))
    const isRegistered = await attempt
    if (!isRegistered && registered === attempt) registered = null
    return isRegistered
  }
  const call = async (name: 'closeWindow' | 'hideOptionMenu'): Promise<boolean> => {
    if (!(await registerPage())) return false
    const sdk = await loadSdk()
    return settled(Promise.resolve(sdk[name]()))
  }
  // Not `openEnterpriseChat`: a client that ignores the id of a group creates another one.
  const openChat = async (chatId: string): Promise<boolean> => {
    if (!(await registerPage())) return false
    const sdk = await loadSdk()
    return settled(sdk.openExistedChatWithMsg({ chatId }))
  }
  // No timeout: a registered client always answers, and users may take as long as they like to choose.
  const chooseMembers = async (isMultiple: boolean): Promise<readonly ChosenMember[] | null> => {
    if (!(await registerPage())) return null
    const { selectEnterpriseContact } = await loadSdk()
    const choice = {
      fromDepartmentId: 0,
      mode: isMultiple ? 'multi' : 'single',
      type: ['user'],
      selectedUserIds: [],
      selectedDepartmentIds: [],
      // The values of enums, which the SDK exports as types only.
    } as unknown as Parameters<typeof selectEnterpriseContact>[0]
    try {
      const { result } = await selectEnterpriseContact(choice)
      const members = result.userList.map(({ id, name }) => ({ userid: id, name }))
      return members.length > 0 ? members : null
    } catch {
      return null
    }
  }
  // Without a name and with one member, the client opens the chat with that member (doc 92525).
  const openChatWith = async (userid: string): Promise<boolean> => {
    if (!(await registerPage())) return false
    const { openEnterpriseChat } = await loadSdk()
    return settled(openEnterpriseChat({ userIds: [userid], groupName: '' }))
  }
  return {
    isWeCom: true,
    showLoginPanel,
    chooseMembers,
    openChat,
    hideOptionMenu: () => call('hideOptionMenu'),
    closeWindow: () => call('closeWindow'),
    openChatWith,
  }
}
