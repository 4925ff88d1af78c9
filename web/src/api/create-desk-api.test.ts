import { describe, expect, it, vi } from 'vitest'
import { createDeskApi } from './create-desk-api.ts'

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })

describe('createDeskApi', () => {
  it('submit sends the idempotency key and the custom header', async () => {
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

  it('a command names the member to whom the page belongs, and nobody on a page without a member', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(json(200, {})))
    await createDeskApi(fetch, () => undefined, 'Guo@ji').info.verifyNow('req_000001')
    await createDeskApi(fetch, () => undefined).info.verifyNow('req_000001')
    const names = fetch.mock.calls.map(([, init]) => new Headers(init?.headers).get('x-desk-member'))
    expect(names).toEqual(['Guo%40ji', null])
  })

  it('undo and withdrawal send the same key again for the same version of a request', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(json(200, {})))
    const { requests } = createDeskApi(fetch, () => undefined)
    for (const version of [3, 3, 4]) {
      await requests.undo('req_000001', version)
      await requests.withdraw('req_000001', version)
    }
    const keys = fetch.mock.calls.map(([, init]) => new Headers(init?.headers).get('idempotency-key'))
    expect(keys.slice(0, 2)).toEqual(keys.slice(2, 4))
    expect(new Set(keys).size).toBe(4)
    expect(keys.every((key) => /^[\w-]{8,255}$/.test(String(key)))).toBe(true)
  })

  it('jssdkSignature sends the URL of the page unchanged', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(json(200, {})))
    await createDeskApi(fetch, () => undefined).jssdkSignature('https://desk.test/requests?a=1&b=2')
    const url = new URL(String(fetch.mock.calls[0]?.[0]), 'https://desk.test')
    expect(Object.fromEntries(url.searchParams)).toEqual({ url: 'https://desk.test/requests?a=1&b=2', kind: 'agent' })
  })

  it('jssdkSignature says that the client refused the previous signature', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(json(200, {})))
    await createDeskApi(fetch, () => undefined).jssdkSignature('https://desk.test/', true)
    const url = new URL(String(fetch.mock.calls[0]?.[0]), 'https://desk.test')
    expect(url.searchParams.get('again')).toBe('1')
  })

  it('a 401 in place of a signature does not start a sign-in', async () => {
    const goToLogin = vi.fn()
    const refused = json(401, { error: { code: 'auth.required', message: '' } })
    const api = createDeskApi(() => Promise.resolve(refused), goToLogin)
    await expect(api.jssdkSignature('https://desk.test/lost-device/req_000001')).rejects.toThrow()
    expect(goToLogin).not.toHaveBeenCalled()
  })

  it('a POST without a body sends an empty JSON object', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(json(200, {})))
    await createDeskApi(fetch, () => undefined).info.verifyNow('req_000001')
    const [url, init] = fetch.mock.calls[0] ?? []
    const headers = new Headers(init?.headers)
    expect([url, init?.body]).toEqual(['/api/requests/req_000001/look', '{}'])
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('x-requested-with')).toBe('desk')
  })

  it('the info API calls the expected URLs', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(json(200, {})))
    const { info } = createDeskApi(fetch, () => undefined)
    await info.findDepartments('检验')
    await info.verifyNow('req_000001')
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

  it('a response with auth.required calls goToLogin and rejects', async () => {
    const goToLogin = vi.fn()
    const body = { error: { code: 'auth.required', requestId: 'evt_1' } }
    const api = createDeskApi(() => Promise.resolve(json(401, body)), goToLogin)
    await expect(api.home()).rejects.toMatchObject({ code: 'auth.required' })
    expect(goToLogin.mock.calls).toEqual([['signed_out']])
  })

  it('auth.step_up_required calls goToLogin with step_up for an action and lapsed for reading', async () => {
    const goToLogin = vi.fn()
    const body = { error: { code: 'auth.step_up_required', requestId: 'evt_1' } }
    const api = createDeskApi(() => Promise.resolve(json(401, body)), goToLogin)
    await expect(api.info.verifyNow('req_000001')).rejects.toMatchObject({ code: 'auth.step_up_required' })
    await expect(api.info.fieldSettings()).rejects.toMatchObject({ code: 'auth.step_up_required' })
    expect(goToLogin.mock.calls).toEqual([
      ['step_up', expect.objectContaining({ url: '/api/requests/req_000001/look', body: '{}' })],
      ['lapsed'],
    ])
  })

  it('a 401 page of a proxy calls goToLogin', async () => {
    const goToLogin = vi.fn()
    const api = createDeskApi(() => Promise.resolve(new Response('<html>', { status: 401 })), goToLogin)
    await expect(api.home()).rejects.toMatchObject({ code: 'internal' })
    expect(goToLogin.mock.calls).toEqual([['signed_out']])
  })

  it('a response without content resolves', async () => {
    const api = createDeskApi(
      () => Promise.resolve(new Response(null, { status: 204 })),
      () => undefined,
    )
    await expect(api.identity.signOut()).resolves.toBeUndefined()
  })

  describe('after sign-out', () => {
    const signedOut = () => json(401, { error: { code: 'auth.required', requestId: 'evt_1' } })

    it('a 401 of a pending request does not start a sign-in', async () => {
      const goToLogin = vi.fn()
      const fetch = vi.fn<typeof globalThis.fetch>()
      fetch.mockResolvedValueOnce(new Response(null, { status: 204 })).mockResolvedValue(signedOut())
      const api = createDeskApi(fetch, goToLogin)
      const leaving = api.identity.signOut()
      await expect(api.home()).rejects.toMatchObject({ code: 'auth.required' })
      await leaving
      expect(goToLogin).not.toHaveBeenCalled()
    })

    it('signOut resolves when another device has ended the session', async () => {
      const goToLogin = vi.fn()
      const api = createDeskApi(() => Promise.resolve(signedOut()), goToLogin)
      await expect(api.identity.signOut()).resolves.toBeUndefined()
      expect(goToLogin).not.toHaveBeenCalled()
    })

    it('a failed sign-out leaves goToLogin active', async () => {
      const goToLogin = vi.fn()
      const fetch = vi.fn<typeof globalThis.fetch>()
      fetch.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValue(signedOut())
      const api = createDeskApi(fetch, goToLogin)
      await expect(api.identity.signOut()).rejects.toMatchObject({ code: 'offline' })
      await expect(api.home()).rejects.toMatchObject({ code: 'auth.required' })
      expect(goToLogin.mock.calls).toEqual([['signed_out']])
    })
  })
})
