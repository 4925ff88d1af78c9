import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { compressResponse } from './compress-response.ts'

const long = `<p>${'岗位 '.repeat(1000)}</p>`
const app = new Hono()
  .use(compressResponse)
  .get('/long', (c) => c.html(long, 200, { 'x-kept': 'yes' }))
  .get('/short', (c) => c.html('<p></p>'))
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
    ['/long', 'identity'],
    ['/long', 'br;q=0, gzip;q=0'],
    ['/short', 'br'],
    ['/image', 'br'],
  ])('%s is not compressed for %s', async (path, coding) => {
    expect((await getPath(path, coding)).coding).toBeNull()
  })
})
