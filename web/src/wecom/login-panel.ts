import type { createWWLoginPanel } from '@wecom/jssdk'

type LoginPanel = {
  corpId: string
  agentId: number
  redirectUri: string
  state: string
  language: 'zh-CN' | 'en'
  /** The title of the frame, for screen readers. */
  title: string
  isSmall: boolean
  /** Called with an error code of doc 98152. */
  onFail: (code: number) => void
}
export type ShowLoginPanel = (place: Element, panel: LoginPanel) => Promise<boolean>

type Sdk = { createWWLoginPanel: typeof createWWLoginPanel }

/** Shows the login panel of WeCom in `place`; it redirects the whole window. Resolves to false when it cannot be loaded. */
export const loginPanel =
  (loadSdk: () => Promise<Sdk>): ShowLoginPanel =>
  async (place, { corpId, agentId, redirectUri, state, language, title, isSmall, onFail }) => {
    const params = {
      login_type: 'CorpApp',
      appid: corpId,
      agentid: String(agentId),
      redirect_uri: redirectUri,
      state,
      // Not inside the frame: the pages of this app cannot be framed.
      redirect_type: 'top',
      panel_size: isSmall ? 'small' : 'middle',
      lang: language === 'en' ? 'en' : 'zh',
      // The values of enums, which the SDK exports as types only.
    } as unknown as Parameters<Sdk['createWWLoginPanel']>[0]['params']
    try {
      const sdk = await loadSdk()
      const shown = sdk.createWWLoginPanel({
        el: place,
        params,
        onLoginFail({ errCode }) {
          onFail(Number(errCode))
        },
      })
      shown?.el.setAttribute('title', title)
      return shown !== undefined
    } catch {
      return false
    }
  }
