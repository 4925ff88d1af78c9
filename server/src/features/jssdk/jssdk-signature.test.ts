import { describe, expect, it } from 'vitest'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { jsapiSignature } from './jssdk-signature.ts'

describe('jsapiSignature', () => {
  it('jsapiSignature equals the official vector (doc 90506)', () => {
    const signature = jsapiSignature({
      ticket: 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg',
      nonceStr: 'Wm3WZYTPz0wzccnW',
      timestamp: 1_414_587_457,
      url: 'http://mp.weixin.qq.com?params=value',
    })
    expect(signature).toBe('0f9de62fce790f9a083d5c99e95740ceb90c27ed')
  })
})

describe('GET /api/jssdk/signature', () => {
  async function arrange(kit: Kit) {
    await kit.given.department({ id: 1 })
    const actor = await kit.given.member()
    return async (url: string, kind = 'agent', more: Record<string, string> = {}) => {
      const response = await createTestClient(kit.deps).requestAs(
        actor,
        'GET',
        `/api/jssdk/signature?${new URLSearchParams({ url, kind, ...more })}`,
      )
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    }
  }

  test.for(['agent', 'corp'])(
    'GET /api/jssdk/signature signs a page of this app with the %s ticket',
    async (kind, { kit }) => {
      const getSignature = await arrange(kit)
      const url = 'http://desk.test/requests/new?a=1&b=%E5%BC%A0'
      const { status, body } = await getSignature(`${url}#part?c=d`, kind)
      const nonceStr = String(body['nonceStr'])
      const timestamp = kit.deps.clock.now().getTime() / 1000
      expect(status).toBe(200)
      expect(body).toEqual({
        timestamp,
        nonceStr: expect.stringMatching(/^\w{32}$/) as string,
        signature: jsapiSignature({ ticket: `ticket-${kind}`, nonceStr, timestamp, url }),
      })
    },
  )

  test.for([
    'http://evil.test/',
    'https://desk.test/',
    'http://desk.test:81/',
    'http://desk.test.evil.test/',
    'http://evil.test/http://desk.test/',
    'http://desk.test@evil.test/',
    'http://limin@desk.test/',
    'http://desk.test\\@evil.test/',
    'http://desk.test/\n',
    ' http://desk.test/',
    '//desk.test/',
    '/requests',
    'javascript:1',
    '',
    '#http://desk.test/',
    `http://desk.test/${'a'.repeat(2048)}`,
  ])('GET /api/jssdk/signature refuses to sign %j', async (url, { kit }) => {
    const { status, body } = await (await arrange(kit))(url)
    expect([status, body]).toMatchObject([422, { error: { code: 'input.invalid' } }])
    expect(JSON.stringify(body)).not.toContain('signature')
  })

  test('GET /api/jssdk/signature signs with another ticket after the client refused a signature', async ({ kit }) => {
    const getSignature = await arrange(kit)
    const url = 'http://desk.test/'
    const { body } = await getSignature(url, 'agent', { again: '1' })
    const nonceStr = String(body['nonceStr'])
    const timestamp = kit.deps.clock.now().getTime() / 1000
    expect(body['signature']).toBe(jsapiSignature({ ticket: 'next-ticket-agent', nonceStr, timestamp, url }))
    expect((await getSignature(url, 'agent', { again: 'yes' })).status).toBe(422)
  })

  test('GET /api/jssdk/signature refuses another kind of ticket', async ({ kit }) => {
    expect((await (await arrange(kit))('http://desk.test/', 'other')).status).toBe(422)
  })
})
