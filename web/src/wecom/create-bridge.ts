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

/** Returns whether the client refused the signature, for example because its ticket is no longer valid. */
const isSignatureRefused = (reason: unknown): boolean =>
  /invalid signature|40093|42012/.test(reason instanceof Error ? reason.message : JSON.stringify(reason))

/** Returns whether the user closed what a call had opened: the SDK rejects in that case as well. */
const isCancel = (cause: unknown): boolean =>
  typeof cause === 'object' && cause !== null && 'errMsg' in cause && /:\s*cancel/i.test(String(cause.errMsg))

/** Creates the bridge to the client; outside WeCom it only shows the login panel. */
export function createBridge({ userAgent, app, signatureFor, loadSdk }: BridgeOptions): WecomBridge {
  const showLoginPanel = loginPanel(loadSdk)
  if (!app || !isWeComClient(userAgent)) return { ...noopBridge, showLoginPanel }
  const { corpId, agentId } = app
  let registered: Promise<boolean> | null = null

  async function register(sdk: Sdk, isRefused = false): Promise<void> {
    // Only the signature of the app: the SDK confuses it with that of the page when it is given both.
    sdk.register({
      corpId,
      agentId,
      jsApiList: [
        'closeWindow',
        'hideOptionMenu',
        'openEnterpriseChat',
        'openExistedChatWithMsg',
        'selectEnterpriseContact',
      ],
      getAgentConfigSignature: async (url: string) => {
        const { timestamp, nonceStr, signature } = await signatureFor(url, isRefused)
        return { timestamp, nonceStr, signature }
      },
    })
    try {
      await sdk.ensureConfigReady()
    } catch (reason) {
      // Once more, with another ticket.
      if (isRefused || !isSignatureRefused(reason)) throw reason
      await register(sdk, true)
    }
  }

  /** Registers the app with the client, once per page load; after a failure the next call tries again. */
  const registerPage = async (): Promise<boolean> => {
    // The SDK aborts an attempt when its page is left: a call from the next page that waited for it starts a new one.
    if (registered !== null && (await registered)) return true
    const attempt = (registered ??= settled(loadSdk().then((sdk) => register(sdk))))
    const isRegistered = await attempt
    if (!isRegistered && registered === attempt) registered = null
    return isRegistered
  }
  /** Makes one call of the SDK and returns whether it succeeded. */
  const call = async (act: (sdk: Sdk) => unknown): Promise<boolean> => {
    if (!(await registerPage())) return false
    return settled(Promise.resolve(act(await loadSdk())))
  }
  /** By userid, the call that the client has not answered yet: a second tap waits for the same call. */
  const opening = new Map<string, Promise<boolean>>()
  function openChatWith(userid: string): Promise<boolean> {
    const pending = opening.get(userid)
    if (pending) return pending
    // Without a name and with one member, the client opens the chat with that member (doc 92525).
    const opened = call((sdk) => sdk.openEnterpriseChat({ userIds: [userid], groupName: '' })).finally(() => {
      opening.delete(userid)
    })
    opening.set(userid, opened)
    return opened
  }
  let isChoosing = false
  const chooseMembers = async (isMultiple: boolean): Promise<readonly ChosenMember[] | null> => {
    // A second tap before the picker has closed, maybe in another field, opens nothing.
    if (isChoosing) return []
    isChoosing = true
    // No timeout: a registered client always answers, and users may take as long as they like to choose.
    return openPicker(isMultiple).finally(() => {
      isChoosing = false
    })
  }
  async function openPicker(isMultiple: boolean): Promise<readonly ChosenMember[] | null> {
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
      return result.userList.map(({ id, name }) => ({ userid: id, name }))
    } catch (cause) {
      return isCancel(cause) ? [] : null
    }
  }
  return {
    isWeCom: true,
    showLoginPanel,
    chooseMembers,
    // Not `openEnterpriseChat`: a client that ignores the id of a group creates another one.
    openChat: (chatId) => call((sdk) => sdk.openExistedChatWithMsg({ chatId })),
    hideOptionMenu: () => call((sdk) => sdk.hideOptionMenu()),
    closeWindow: () => call((sdk) => sdk.closeWindow()),
    openChatWith,
  }
}
