import { describe, expect, it, vi } from 'vitest'
import { createLazyBridge } from './lazy-bridge.ts'

const parts = (userAgent: string) => ({
  userAgent,
  app: { corpId: 'ww1', agentId: 1 },
  signatureFor: () => Promise.reject(new Error('not expected in this test')),
  loadSdk: vi.fn(() => Promise.reject(new Error('no network'))),
})

describe('createLazyBridge', () => {
  it('isWeCom is known before the bridge is loaded', () => {
    expect(createLazyBridge(parts('wxwork/4.1.36 MicroMessenger/7.0.1')).isWeCom).toBe(true)
    expect(createLazyBridge(parts('Chrome/130')).isWeCom).toBe(false)
    expect(createLazyBridge({ ...parts('wxwork/4.1.36'), app: null }).isWeCom).toBe(false)
  })

  it('calls resolve outside WeCom and when the SDK cannot be loaded', async () => {
    const outside = parts('Chrome/130')
    expect(await createLazyBridge(outside).closeWindow()).toBe(false)
    expect(outside.loadSdk).not.toHaveBeenCalled()
    expect(await createLazyBridge(parts('wxwork/4.1.36')).chooseMembers(false)).toBeNull()
  })
})
