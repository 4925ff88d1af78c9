import { describe, expect, it, vi } from 'vitest'
import { createLazyProxy } from './lazy-proxy.ts'

describe('createLazyProxy', () => {
  it('calls at any depth wait for the loaded object', async () => {
    const load = vi.fn(() => Promise.resolve({ a: { ':id': { $get: (n: number) => Promise.resolve(n + 1) } } }))
    const proxy = createLazyProxy(load)
    const { a } = proxy
    expect(load).not.toHaveBeenCalled()
    expect(await a[':id'].$get(1)).toBe(2)
  })

  it('a call after a failed load loads again', async () => {
    const load = vi.fn<() => Promise<{ a: () => Promise<string> }>>()
    load.mockRejectedValueOnce(new Error('no network')).mockResolvedValue({ a: () => Promise.resolve('there') })
    const proxy = createLazyProxy(load)
    await expect(proxy.a()).rejects.toThrow('no network')
    expect(await proxy.a()).toBe('there')
  })

  it('the proxy is not a promise', async () => {
    const proxy = createLazyProxy(() => Promise.resolve({}))
    expect(await Promise.resolve(proxy)).toBe(proxy)
  })
})
