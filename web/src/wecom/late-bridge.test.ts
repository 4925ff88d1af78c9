import { describe, expect, it, vi } from 'vitest'
import { lateBridge } from './late-bridge.ts'

const parts = (userAgent: string) => ({
  userAgent,
  app: { corpId: 'ww1', agentId: 1 },
  signatureFor: () => Promise.reject(new Error('not expected in this test')),
  loadSdk: vi.fn(() => Promise.reject(new Error('no network'))),
})

describe('the bridge that comes later', () => {
  it('knows at once whether this is the client', () => {
    expect(lateBridge(parts('wxwork/4.1.36 MicroMessenger/7.0.1')).isWeCom).toBe(true)
    expect(lateBridge(parts('Chrome/130')).isWeCom).toBe(false)
    expect(lateBridge({ ...parts('wxwork/4.1.36'), app: null }).isWeCom).toBe(false)
  })

  it('does nothing outside the client, and settles where the SDK cannot be loaded', async () => {
    const outside = parts('Chrome/130')
    expect(await lateBridge(outside).closeWindow()).toBe(false)
    expect(outside.loadSdk).not.toHaveBeenCalled()
    expect(await lateBridge(parts('wxwork/4.1.36')).chooseMembers(false)).toBeNull()
  })
})
