import type * as JsSdk from '@wecom/jssdk'
import type { DeskApi } from '../api/desk-api.ts'
import { isWeComClient, noopBridge, type ChosenMember, type WecomBridge } from './bridge.ts'
import { loginPanel } from './login-panel.ts'

type Sdk = Pick<
  typeof JsSdk,
  'closeWindow' | 'createWWLoginPanel' | 'ensureConfigReady' | 'hideOptionMenu' | 'register' | 'selectEnterpriseContact'
>

export type BridgeOptions = {
  userAgent: string
  app: { corpId: string; agentId: number } | null
  signatureFor: DeskApi['jssdkSignature']
  loadSdk: () => Promise<Sdk>
}

/** Long enough for a signature over a slow link; a page never waits for it. */
const timeoutMs = 8_000

/** The client may stay silent for ever (SDK 2.4.4 outside WeCom): every call ends here, as `true` or `false`. */
function settled(call: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(false)
    }, timeoutMs)
    const end = (answer: boolean) => {
      clearTimeout(timer)
      resolve(answer)
    }
    call.then(
      () => {
        end(true)
      },
      () => {
        end(false)
      },
    )
  })
}

export function createBridge({ userAgent, app, signatureFor, loadSdk }: BridgeOptions): WecomBridge {
  const showLoginPanel = loginPanel(loadSdk)
  if (!app || !isWeComClient(userAgent)) return { ...noopBridge, showLoginPanel }
  let registered: Promise<boolean> | null = null

  async function register(sdk: Sdk): Promise<void> {
    // The app's signature alone: with the corp's beside it the SDK sends one under the other's name.
    sdk.register({
      corpId: app?.corpId ?? '',
      agentId: app?.agentId ?? 0,
      jsApiList: ['closeWindow', 'hideOptionMenu', 'selectEnterpriseContact'],
      getAgentConfigSignature: async (url: string) => {
        const { timestamp, nonceStr, signature } = await signatureFor(url)
        return { timestamp, nonceStr, signature }
      },
    })
    await sdk.ensureConfigReady()
  }

  const registerPage = () => {
    registered ??= settled(loadSdk().then(register))
    return registered
  }
  const call = async (name: 'closeWindow' | 'hideOptionMenu'): Promise<boolean> => {
    if (!(await registerPage())) return false
    const sdk = await loadSdk()
    return settled(Promise.resolve(sdk[name]()))
  }
  /** No time limit: a client that proved the page answers, and a person may look for a colleague as long as he likes. */
  const chooseMembers = async (isMultiple: boolean): Promise<readonly ChosenMember[] | null> => {
    if (!(await registerPage())) return null
    const { selectEnterpriseContact } = await loadSdk()
    const choice = {
      fromDepartmentId: 0,
      mode: isMultiple ? 'multi' : 'single',
      type: ['user'],
      selectedUserIds: [],
      selectedDepartmentIds: [],
      // The enums of the SDK are erased with its types; these are their values.
    } as unknown as Parameters<typeof selectEnterpriseContact>[0]
    try {
      const { result } = await selectEnterpriseContact(choice)
      const members = result.userList.map(({ id, name }) => ({ userid: id, name }))
      return members.length > 0 ? members : null
    } catch {
      return null
    }
  }
  return {
    isWeCom: true,
    showLoginPanel,
    chooseMembers,
    registerPage,
    hideOptionMenu: () => call('hideOptionMenu'),
    closeWindow: () => call('closeWindow'),
  }
}
