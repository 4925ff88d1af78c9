import { describe, expect, it, vi } from 'vitest'
import { createDeskApi } from './create-desk-api.ts'

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })

describe('the API over HTTP', () => {
  it('submits under the key it was given, with the header no foreign form can send', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(json(201, { id: 'req_1' })))
    await createDeskApi(fetch, () => undefined).submit(
      { kind: 'info_change', payload: { position: { from: '甲', to: '乙' } } },
      'k-12345678',
    )
    const [url, init] = fetch.mock.calls[0] ?? []
    const headers = new Headers(init?.headers)
    expect(url).toBe('/api/requests')
    expect(headers.get('idempotency-key')).toBe('k-12345678')
    expect(headers.get('x-requested-with')).toBe('desk')
    expect(headers.get('content-type')).toBe('application/json')
    expect(init?.body).toBe(JSON.stringify({ kind: 'info_change', payload: { position: { from: '甲', to: '乙' } } }))
  })

  it('asks for the signature of the very page', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(json(200, {})))
    await createDeskApi(fetch, () => undefined).jssdkSignature('https://desk.test/requests?a=1&b=2')
    const url = new URL(String(fetch.mock.calls[0]?.[0]), 'https://desk.test')
    expect(Object.fromEntries(url.searchParams)).toEqual({ url: 'https://desk.test/requests?a=1&b=2', kind: 'agent' })
  })

  it('leads nobody away from a page because its signature is refused', async () => {
    const goToLogin = vi.fn()
    const refused = json(401, { error: { code: 'auth.required', message: '' } })
    const api = createDeskApi(() => Promise.resolve(refused), goToLogin)
    await expect(api.jssdkSignature('https://desk.test/lost-device/req_000001')).rejects.toThrow()
    expect(goToLogin).not.toHaveBeenCalled()
  })

  it('sends a change without content as JSON all the same', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(json(200, {})))
    await createDeskApi(fetch, () => undefined).info.look('req_000001')
    const [url, init] = fetch.mock.calls[0] ?? []
    const headers = new Headers(init?.headers)
    expect([url, init?.body]).toEqual(['/api/requests/req_000001/look', '{}'])
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('x-requested-with')).toBe('desk')
  })

  it('knows the addresses of what stands beside a request', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(json(200, {})))
    const { info } = createDeskApi(fetch, () => undefined)
    await info.findDepartments('检验')
    await info.look('req_000001')
    await info.sheet('req_000001')
    await info.attachmentLink('req_000001', 'att_000001')
    await info.draft('info_change')
    await info.fieldSettings()
    expect(fetch.mock.calls.map(([url]) => decodeURIComponent(String(url)))).toEqual([
      '/api/info-change/departments?q=检验',
      '/api/requests/req_000001/look',
      '/api/requests/req_000001/sheet',
      '/api/requests/req_000001/attachments/att_000001/link',
      '/api/drafts/info_change',
      '/api/settings/fields',
    ])
  })

  it('tells when the session ended, and still fails', async () => {
    const onSignedOut = vi.fn()
    const body = { error: { code: 'auth.required', requestId: 'evt_1' } }
    const api = createDeskApi(() => Promise.resolve(json(401, body)), onSignedOut)
    await expect(api.home()).rejects.toMatchObject({ code: 'auth.required' })
    expect(onSignedOut.mock.calls).toEqual([['signed_out']])
  })

  it('tells when WeCom has to say once more who this is, wherever it happens', async () => {
    const goToLogin = vi.fn()
    const body = { error: { code: 'auth.step_up_required', requestId: 'evt_1' } }
    const api = createDeskApi(() => Promise.resolve(json(401, body)), goToLogin)
    await expect(api.info.look('req_000001')).rejects.toMatchObject({ code: 'auth.step_up_required' })
    await expect(api.info.fieldSettings()).rejects.toMatchObject({ code: 'auth.step_up_required' })
    expect(goToLogin.mock.calls).toEqual([['step_up'], ['lapsed']])
  })

  it('goes to sign in also when a proxy answered, whose words mean nothing', async () => {
    const goToLogin = vi.fn()
    const api = createDeskApi(() => Promise.resolve(new Response('<html>', { status: 401 })), goToLogin)
    await expect(api.home()).rejects.toMatchObject({ code: 'internal' })
    expect(goToLogin.mock.calls).toEqual([['signed_out']])
  })

  it('takes an answer without content for done', async () => {
    const api = createDeskApi(
      () => Promise.resolve(new Response(null, { status: 204 })),
      () => undefined,
    )
    await expect(api.identity.signOut()).resolves.toBeUndefined()
  })

  describe('once somebody left', () => {
    const out = () => json(401, { error: { code: 'auth.required', requestId: 'evt_1' } })

    it('signs nobody in again for what was still being asked for', async () => {
      const goToLogin = vi.fn()
      const fetch = vi.fn<typeof globalThis.fetch>()
      fetch.mockResolvedValueOnce(new Response(null, { status: 204 })).mockResolvedValue(out())
      const api = createDeskApi(fetch, goToLogin)
      const leaving = api.identity.signOut()
      await expect(api.home()).rejects.toMatchObject({ code: 'auth.required' })
      await leaving
      expect(goToLogin).not.toHaveBeenCalled()
    })

    it('takes a session that another device ended for left', async () => {
      const goToLogin = vi.fn()
      const api = createDeskApi(() => Promise.resolve(out()), goToLogin)
      await expect(api.identity.signOut()).resolves.toBeUndefined()
      expect(goToLogin).not.toHaveBeenCalled()
    })

    it('signs in as ever after leaving failed', async () => {
      const goToLogin = vi.fn()
      const fetch = vi.fn<typeof globalThis.fetch>()
      fetch.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValue(out())
      const api = createDeskApi(fetch, goToLogin)
      await expect(api.identity.signOut()).rejects.toMatchObject({ code: 'offline' })
      await expect(api.home()).rejects.toMatchObject({ code: 'auth.required' })
      expect(goToLogin.mock.calls).toEqual([['signed_out']])
    })
  })
})
