import type { createWWLoginPanel } from '@wecom/jssdk'

type LoginPanel = {
  corpId: string
  agentId: number
  redirectUri: string
  state: string
  language: 'zh-CN' | 'en'
  /** What the frame is called for who cannot see it. */
  title: string
  isSmall: boolean
  /** With a code of doc 98152. */
  onFail: (code: number) => void
}
export type ShowLoginPanel = (place: Element, panel: LoginPanel) => Promise<boolean>

type Sdk = { createWWLoginPanel: typeof createWWLoginPanel }

/** Puts WeCom's own login panel into `place`. False when it could not be loaded. It sends the whole window back to us. */
export const loginPanel =
  (loadSdk: () => Promise<Sdk>): ShowLoginPanel =>
  async (place, { corpId, agentId, redirectUri, state, language, title, isSmall, onFail }) => {
    const params = {
      login_type: 'CorpApp',
      appid: corpId,
      agentid: String(agentId),
      redirect_uri: redirectUri,
      state,
      // In a frame the platform would come back inside the frame, which no page of ours allows.
      redirect_type: 'top',
      panel_size: isSmall ? 'small' : 'middle',
      lang: language === 'en' ? 'en' : 'zh',
      // The enums of the SDK are erased with its types; these are their values.
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
