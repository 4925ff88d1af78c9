import { afterEach, describe, expect, it, vi } from 'vitest'
import { reloadAtPath } from './reload-at-path.ts'

afterEach(() => vi.unstubAllGlobals())

describe('reloadAtPath', () => {
  it('reloadAtPath opens the page on the server', async () => {
    vi.stubGlobal('fetch', async () => new Response())
    const open = vi.fn()
    await reloadAtPath('/requests?list=done', open)
    expect(open).toHaveBeenCalledExactlyOnceWith('/requests?list=done')
  })

  it('reloadAtPath without a connection stays on the page and dispatches offline', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    const [open, offline] = [vi.fn(), vi.fn()]
    addEventListener('offline', offline, { once: true })
    await reloadAtPath('/requests', open)
    expect(open).not.toHaveBeenCalled()
    expect(offline).toHaveBeenCalledOnce()
  })
})
