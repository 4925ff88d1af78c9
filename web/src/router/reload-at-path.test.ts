import { afterEach, describe, expect, it, vi } from 'vitest'
import { reloadAtPath } from './reload-at-path.ts'

afterEach(() => vi.unstubAllGlobals())

describe('a page whose code is not to be had', () => {
  it('is asked of the server whole', async () => {
    vi.stubGlobal('fetch', async () => new Response())
    const open = vi.fn()
    await reloadAtPath('/requests?list=done', open)
    expect(open).toHaveBeenCalledExactlyOnceWith('/requests?list=done')
  })

  it('is left alone without a connection, and the page says that there is none', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    const [open, offline] = [vi.fn(), vi.fn()]
    addEventListener('offline', offline, { once: true })
    await reloadAtPath('/requests', open)
    expect(open).not.toHaveBeenCalled()
    expect(offline).toHaveBeenCalledOnce()
  })
})
