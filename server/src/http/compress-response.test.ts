import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { TextPart } from '../ports/render-page.ts'
import { compressResponse, withText } from './compress-response.ts'

const long = `<p>${'岗位 '.repeat(1000)}</p>`
const longest = long.repeat(10)
const own = (text: string): TextPart => ({ text, kind: 'own' })
const parts = [own('<p>'), { text: '岗位 '.repeat(1000), kind: 'fixed' as const }, own('</p>')]
const app = new Hono()
  .use(compressResponse)
  .get('/long', (c) => c.html(long, 200, { 'x-kept': 'yes' }))
  .get('/page', (c) => withText(c.html(long, 200, { 'x-kept': 'yes' }), { text: long, parts }))
  .get('/own-page', (c) => withText(c.html(long), { text: long, parts: [own(long)] }))
  .get('/short', (c) => c.html('<p></p>'))
  .get('/long-json', (c) => c.json({ text: long }, 201, { 'x-kept': 'yes' }))
  .get('/longest-json', (c) => c.json({ text: longest }))
  .use('/changed-json', async (c, next) => {
    c.res = c.json({ text: '' })
    await next()
    c.header('x-kept', 'yes')
  })
  .get('/image', () => new Response(long, { headers: { 'content-type': 'image/png' } }))

const getPath = async (path: string, coding: string) => {
  const response = await app.request(path, { headers: { 'accept-encoding': coding } })
  return {
    coding: response.headers.get('content-encoding'),
    headers: response.headers,
    body: Buffer.from(await response.arrayBuffer()),
  }
}

describe('compressed responses', () => {
  it('a response is compressed with brotli or gzip, brotli first, and otherwise unchanged', async () => {
    const br = await getPath('/long', 'gzip, br')
    expect([br.coding, br.headers.get('x-kept'), br.headers.get('vary')]).toEqual(['br', 'yes', 'accept-encoding'])
    expect(brotliDecompressSync(br.body).toString()).toBe(long)
    const gzip = await getPath('/long', 'gzip')
    expect(gunzipSync(gzip.body).toString()).toBe(long)
  })

  it.each([
    ['/long-json', 'gzip'],
    ['/longest-json', 'br'],
    ['/longest-json', 'gzip'],
  ] as const)('%s is complete in %s', async (path, accepted) => {
    const { coding, body } = await getPath(path, accepted)
    const text = { br: brotliDecompressSync, gzip: gunzipSync }[accepted](body).toString()
    expect([coding, JSON.parse(text)]).toEqual([accepted, { text: path === '/long-json' ? long : longest }])
  })

  it.each(['gzip', 'gzip, deflate, br', 'br, gzip'])(
    'a page with fixed parts is sent as gzip for %s',
    async (accepted) => {
      const { coding, headers, body } = await getPath('/page', accepted)
      expect([coding, headers.get('x-kept'), headers.get('vary')]).toEqual(['gzip', 'yes', 'accept-encoding'])
      expect(gunzipSync(body).toString()).toBe(long)
    },
  )

  it.each(['br', 'br, gzip;q=0'])('a page is compressed as a whole for %s', async (accepted) => {
    const { coding, headers, body } = await getPath('/page', accepted)
    expect([coding, headers.get('x-kept'), headers.get('vary')]).toEqual(['br', 'yes', 'accept-encoding'])
    expect(brotliDecompressSync(body).toString()).toBe(long)
  })

  it('a page without fixed parts is compressed as a whole', async () => {
    const { coding, body } = await getPath('/own-page', 'gzip, br')
    expect([coding, brotliDecompressSync(body).toString()]).toEqual(['br', long])
  })

  it.each(['', 'identity', 'deflate'])('a page is sent as it is for “%s”', async (accepted) => {
    const { coding, body } = await getPath('/page', accepted)
    expect([coding, body.toString()]).toEqual([null, long])
  })

  it('a long JSON response is compressed and keeps its status and headers', async () => {
    const response = await app.request('/long-json', { headers: { 'accept-encoding': 'br' } })
    expect(response.status).toBe(201)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'content-encoding': 'br',
      vary: 'accept-encoding',
      'x-kept': 'yes',
    })
    const body = brotliDecompressSync(Buffer.from(await response.arrayBuffer()))
    expect(JSON.parse(body.toString())).toEqual({ text: long })
  })

  it('a short JSON response keeps the status and the headers that the handler set', async () => {
    const short = new Hono().use(compressResponse).get('/', (c) => {
      c.header('x-kept', 'yes')
      return c.json({ code: 'K7Q2-0001' }, 201)
    })
    const response = await short.request('/', { headers: { 'accept-encoding': 'br' } })
    expect(response.status).toBe(201)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      vary: 'accept-encoding',
      'x-kept': 'yes',
    })
    expect(await response.json()).toEqual({ code: 'K7Q2-0001' })
  })

  it.each([
    ['/long', 'identity'],
    ['/long-json', 'identity'],
    ['/long', 'br;q=0, gzip;q=0'],
    ['/short', 'br'],
    ['/changed-json', 'br'],
    ['/image', 'br'],
  ])('%s is not compressed for %s', async (path, coding) => {
    expect((await getPath(path, coding)).coding).toBeNull()
  })
})
