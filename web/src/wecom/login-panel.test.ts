import { describe, expect, it, vi } from 'vitest'
import { loginPanel } from './login-panel.ts'

const panel = {
  corpId: 'ww1',
  agentId: 7,
  redirectUri: 'https://desk.test/auth/callback',
  state: 'abc',
  language: 'zh-CN' as const,
  title: '企业微信登录',
  isSmall: false,
  onFail: () => undefined,
}

describe('loginPanel', () => {
  it('the panel redirects the whole window and has a title', async () => {
    const frame = document.createElement('iframe')
    const createWWLoginPanel = vi.fn((_: { params: unknown }) => ({ el: frame, unmount: () => undefined }))
    const show = loginPanel(() => Promise.resolve({ createWWLoginPanel }))
    expect(await show(document.body, panel)).toBe(true)
    expect(createWWLoginPanel.mock.calls[0]?.[0].params).toEqual({
      login_type: 'CorpApp',
      appid: 'ww1',
      agentid: '7',
      redirect_uri: 'https://desk.test/auth/callback',
      state: 'abc',
      redirect_type: 'top',
      panel_size: 'middle',
      lang: 'zh',
    })
    expect(frame.title).toBe('企业微信登录')
  })

  it('loginPanel resolves to false when the panel cannot be shown', async () => {
    expect(await loginPanel(() => Promise.reject(new Error('offline')))(document.body, panel)).toBe(false)
    const nothing = () => Promise.resolve({ createWWLoginPanel: (() => undefined) as never })
    expect(await loginPanel(nothing)(document.body, panel)).toBe(false)
  })

  it('loginPanel reports the code of a failed sign-in', async () => {
    const onFail = vi.fn()
    const createWWLoginPanel = (options: { onLoginFail?: (failure: never) => void }) => {
      options.onLoginFail?.({ errCode: -31020, errMsg: '' } as never)
      return { el: document.createElement('iframe'), unmount: () => undefined }
    }
    await loginPanel(() => Promise.resolve({ createWWLoginPanel }))(document.body, { ...panel, onFail })
    expect(onFail).toHaveBeenCalledWith(-31020)
  })
})
