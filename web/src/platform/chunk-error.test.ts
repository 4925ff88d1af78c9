import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { chunkErrorScript } from './chunk-error.ts'

const chromium = (file: string) =>
  new TypeError(`Failed to fetch dynamically imported module: http://desk.test/${file}`)

/** Runs the script in a separate window; `lose` is what Vite does with a chunk that cannot be loaded. */
function run({ isReachable = true, isHydrated = true, storage = new Map<string, string>() } = {}) {
  const reload = vi.fn()
  const held = document.createElement('button')
  held.setAttribute('aria-busy', 'true')
  const page = Object.assign(new EventTarget(), {
    __preHydration: { isHydrated, controls: [held] },
    scrollTo: vi.fn(),
    location: { reload },
    sessionStorage: {
      getItem: (name: string) => storage.get(name) ?? null,
      setItem: (name: string, text: unknown) => void storage.set(name, String(text)),
    },
  })
  const fetch = vi.fn(() => (isReachable ? Promise.resolve(new Response()) : Promise.reject(new TypeError('offline'))))
  // As the server writes it into the page.
  new Function('window', 'fetch', chunkErrorScript('"<p id=lost>再试一次</p>"'))(page, fetch)
  const lose = async (payload: unknown) => {
    page.dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload }))
    await flushPromises()
  }
  const notices = () => document.querySelectorAll('#lost').length
  return { page, reload, fetch, lose, storage, held, notices }
}

describe('chunkErrorScript', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-03-17T02:33:00Z'), toFake: ['Date'] }))
  afterEach(() => {
    vi.useRealTimers()
    document.body.innerHTML = ''
  })

  it('chunkErrorScript loads the document again when the API client is lost and the server answers, at most once a minute', async () => {
    const { reload, lose } = run()
    await lose(chromium('assets/create-desk-api-CZIxfDF.js'))
    await lose(chromium('assets/create-desk-api-CZIxfDF.js'))
    expect(reload).toHaveBeenCalledTimes(1)
    vi.setSystemTime(Date.parse('2026-03-17T02:34:00Z'))
    await lose(chromium('assets/create-desk-api-CZIxfDF.js'))
    expect(reload).toHaveBeenCalledTimes(2)
  })

  it('chunkErrorScript counts the minute across the documents of a tab', async () => {
    const { storage, lose } = run()
    await lose(chromium('assets/create-desk-api-CZIxfDF.js'))
    const next = run({ storage })
    await next.lose(chromium('assets/create-desk-api-CZIxfDF.js'))
    expect(next.reload).not.toHaveBeenCalled()
  })

  it.each([
    ['without a network', { isReachable: false }, chromium('assets/create-desk-api-CZIxfDF.js')],
    [
      'when the code of a page is lost, which the router requests from the server',
      {},
      chromium('assets/MePage-Dd0a1bc.js'),
    ],
    ['in a browser that names no file', {}, new TypeError('Importing a module script failed.')],
  ])('chunkErrorScript does not reload a hydrated document %s', async (_what, options, cause) => {
    const { reload, lose } = run(options)
    await lose(cause)
    expect(reload).not.toHaveBeenCalled()
  })

  it('chunkErrorScript does not reload a document whose input would be lost, and reloads it once there is no input', async () => {
    const { page, reload, lose } = run()
    let hasInput = true
    page.addEventListener('desk:reload', (event) => {
      if (hasInput) event.preventDefault()
    })
    await lose(chromium('assets/create-desk-api-CZIxfDF.js'))
    expect(reload).not.toHaveBeenCalled()
    hasInput = false
    await lose(chromium('assets/create-desk-api-CZIxfDF.js'))
    expect(reload).toHaveBeenCalledOnce()
  })

  it('chunkErrorScript loads a document again whose entry is lost, once, and then shows the notice and frees its buttons', async () => {
    const { storage, ...first } = run({ isHydrated: false })
    await first.lose(undefined)
    expect([first.reload.mock.calls.length, first.notices()]).toEqual([1, 0])
    const next = run({ isHydrated: false, storage })
    await next.lose(undefined)
    await next.lose(chromium('assets/MePage-Dd0a1bc.js'))
    expect([next.reload.mock.calls.length, next.notices(), next.held.hasAttribute('aria-busy')]).toEqual([0, 1, false])
  })

  it('chunkErrorScript shows the notice at once without a network', async () => {
    const { lose, notices, reload } = run({ isHydrated: false, isReachable: false })
    await lose(undefined)
    expect([reload.mock.calls.length, notices()]).toEqual([0, 1])
  })
})
