import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBridge } from './create-bridge.ts'

const inWecom = 'Mozilla/5.0 (iPhone) wxwork/4.1.36 MicroMessenger/7.0.1'
const app = { corpId: 'ww1', agentId: 7 }
const signature = { timestamp: 1, nonceStr: 'n', signature: 's' }

type FakeSdk = {
  ready?: () => Promise<never>
  choose?: () => Promise<unknown>
  chat?: () => Promise<unknown>
  open?: () => Promise<unknown>
}

function bridgeWith(sdk: FakeSdk = {}, userAgent = inWecom) {
  const register = vi.fn()
  const closeWindow = vi.fn(() => Promise.resolve({}))
  const ensureConfigReady = vi.fn(sdk.ready ?? (() => Promise.resolve({})))
  const loadSdk = vi.fn(() =>
    Promise.resolve({
      register,
      ensureConfigReady,
      closeWindow,
      hideOptionMenu: closeWindow,
      selectEnterpriseContact: sdk.choose,
      openEnterpriseChat: sdk.chat,
      openExistedChatWithMsg: sdk.open,
    }),
  )
  const signatureFor = vi.fn((_url: string, _isRefused?: boolean) => Promise.resolve(signature))
  const bridge = createBridge({ userAgent, app, signatureFor, loadSdk: loadSdk as never })
  return { bridge, register, loadSdk, signatureFor }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('createBridge', () => {
  it('outside WeCom a call resolves without loading the SDK', async () => {
    const { bridge, loadSdk } = bridgeWith({}, 'Mozilla/5.0 Chrome/130 Safari/537')
    expect(bridge.isWeCom).toBe(false)
    expect(await bridge.closeWindow()).toBe(false)
    expect(loadSdk).not.toHaveBeenCalled()
  })

  it('the app is registered once before the first call', async () => {
    const { bridge, register } = bridgeWith()
    expect(await bridge.hideOptionMenu()).toBe(true)
    expect(await bridge.closeWindow()).toBe(true)
    expect(register).toHaveBeenCalledOnce()
    const [options] = register.mock.calls[0] as [{ getAgentConfigSignature: (url: string) => Promise<unknown> }]
    expect(options).toMatchObject({ corpId: 'ww1', agentId: 7 })
    expect(options).not.toHaveProperty('getConfigSignature')
    expect(await options.getAgentConfigSignature('https://desk.test/')).toEqual(signature)
  })

  it('a call without a response resolves to false after the timeout', async () => {
    const { bridge } = bridgeWith({ ready: () => new Promise<never>(() => undefined) })
    const answer = bridge.closeWindow()
    await vi.advanceTimersByTimeAsync(8_000)
    expect(await answer).toBe(false)
  })

  it('a call resolves to false when the client refuses the signature', async () => {
    const { bridge } = bridgeWith({ ready: () => Promise.reject(new Error('invalid signature')) })
    expect(await bridge.hideOptionMenu()).toBe(false)
  })

  it('after a failed registration the next call registers again', async () => {
    const ready = vi.fn(() => Promise.resolve({} as never)).mockRejectedValueOnce(new Error('no network'))
    const { bridge, register } = bridgeWith({ ready })
    expect(await bridge.hideOptionMenu()).toBe(false)
    expect(await bridge.hideOptionMenu()).toBe(true)
    expect(register).toHaveBeenCalledTimes(2)
  })

  it('after a refused signature the app is registered again at once, with another ticket', async () => {
    const refused = { errMsg: 'agentConfig:fail', hint: "Hint: '0404162454:xxxx:40093'" }
    const ready = vi.fn(() => Promise.resolve({} as never)).mockRejectedValueOnce(refused)
    const { bridge, register, signatureFor } = bridgeWith({ ready })
    expect(await bridge.hideOptionMenu()).toBe(true)
    const page = 'https://desk.test/'
    for (const [options] of register.mock.calls as [{ getAgentConfigSignature: (url: string) => Promise<unknown> }][])
      await options.getAgentConfigSignature(page)
    expect(signatureFor.mock.calls).toEqual([
      [page, false],
      [page, true],
    ])
  })

  it('a call that waited for a registration aborted by leaving the page registers again', async () => {
    const ready = vi.fn(() => Promise.resolve({} as never)).mockRejectedValueOnce(new Error('SDK Error: Aborted'))
    const { bridge, register } = bridgeWith({ ready })
    expect(await Promise.all([bridge.hideOptionMenu(), bridge.hideOptionMenu()])).toEqual([false, true])
    expect(register).toHaveBeenCalledTimes(2)
  })

  it('openChatWith opens the chat with one member, and resolves to false when the client refuses', async () => {
    const chat = vi.fn(() => Promise.resolve({}))
    expect(await bridgeWith({ chat }).bridge.openChatWith('limin')).toBe(true)
    expect(chat).toHaveBeenCalledWith({ userIds: ['limin'], groupName: '' })
    const refused = bridgeWith({ chat: () => Promise.reject(new Error('openEnterpriseChat:fail')) })
    expect(await refused.bridge.openChatWith('limin')).toBe(false)
  })

  it('openChatWith calls the client once for two quick taps, and again for a later one', async () => {
    const chat = vi.fn(() => Promise.resolve({}))
    const { bridge } = bridgeWith({ chat })
    expect(await Promise.all([bridge.openChatWith('limin'), bridge.openChatWith('limin')])).toEqual([true, true])
    expect(chat).toHaveBeenCalledOnce()
    expect(await bridge.openChatWith('limin')).toBe(true)
    expect(chat).toHaveBeenCalledTimes(2)
  })

  it('openChatWith resolves to false when the client does not answer, and the next tap calls it again', async () => {
    const chat = vi.fn(() => new Promise<never>(() => undefined))
    const { bridge } = bridgeWith({ chat })
    for (const taps of [1, 2]) {
      const answer = bridge.openChatWith('limin')
      await vi.advanceTimersByTimeAsync(8_000)
      expect(await answer).toBe(false)
      expect(chat).toHaveBeenCalledTimes(taps)
    }
  })

  it('openChat opens the group without a message, and resolves to false when WeCom refuses', async () => {
    const open = vi.fn(() => Promise.resolve({}))
    expect(await bridgeWith({ open }).bridge.openChat('chat1')).toBe(true)
    expect(open).toHaveBeenCalledWith({ chatId: 'chat1' })
    const refused = bridgeWith({ open: () => Promise.reject(new Error('openExistedChatWithMsg:fail')) })
    expect(await refused.bridge.openChat('chat1')).toBe(false)
  })

  it('chooseMembers returns the chosen members, none when the picker is closed, and null when it does not open', async () => {
    const userList = [{ id: 'limin', name: '李敏', avatar: '' }]
    const chosen = bridgeWith({ choose: () => Promise.resolve({ result: { selectAll: false, userList } }) })
    expect(await chosen.bridge.chooseMembers(true)).toEqual([{ userid: 'limin', name: '李敏' }])
    const refusing = (errMsg: string) =>
      bridgeWith({ choose: () => Promise.reject(Object.assign(new Error(errMsg), { errMsg })) })
    expect(await refusing('selectEnterpriseContact:cancel').bridge.chooseMembers(false)).toEqual([])
    expect(await refusing('selectEnterpriseContact:fail').bridge.chooseMembers(false)).toBeNull()
  })

  it('a second tap before the picker has closed does not open it again', async () => {
    const userList = [{ id: 'limin', name: '李敏', avatar: '' }]
    const choose = vi.fn(() => Promise.resolve({ result: { selectAll: false, userList } }))
    const { bridge } = bridgeWith({ choose })
    const [first, second] = [bridge.chooseMembers(false), bridge.chooseMembers(false)]
    expect(await Promise.all([first, second])).toEqual([[{ userid: 'limin', name: '李敏' }], []])
    expect(choose).toHaveBeenCalledOnce()
    // The app is registered by now: the picker is open before the second tap.
    let close: () => void = () => undefined
    choose.mockReturnValueOnce(
      new Promise((resolve) => (close = () => resolve({ result: { selectAll: false, userList } }))),
    )
    const third = bridge.chooseMembers(false)
    await vi.waitUntil(() => choose.mock.calls.length === 2)
    expect(await bridge.chooseMembers(true)).toEqual([])
    close()
    expect(await third).toHaveLength(1)
    expect(choose).toHaveBeenCalledTimes(2)
  })
})
