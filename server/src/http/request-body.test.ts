import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { InvalidInputError } from '../kernel/app-error.ts'
import type { AppEnv } from './app-env.ts'
import { MAX_UPLOAD_BYTES, parseBody, strictJson } from './request-body.ts'

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('parseBody', () => {
  it.each([
    '{}',
    'null',
    '{"a":{"a":1},"b":[{"a":1},{"a":1}]}',
    '{"a":"{\\"a\\":1,\\"a\\":2}"}',
    '{"a" : "a","b":"\\ud83d\\ude00 𠮷 \\u2028"}',
    '["a","a"]',
    nested(32),
  ])('parseBody accepts %s', (text) => {
    expect(parseBody(text)).toEqual({ value: JSON.parse(text) as unknown })
  })

  it.each([
    ['', 'json.malformed'],
    ['{"a":NaN}', 'json.malformed'],
    ['{"a":1}}', 'json.malformed'],
    [`"${'\\"'.repeat(30_000)}`, 'json.malformed'],
    ['{"a":1,"a":2}', 'json.duplicate_key'],
    ['{"a":1,"\\u0061":2}', 'json.duplicate_key'],
    ['{"b":{"a":1, "a" : 1}}', 'json.duplicate_key'],
    ['{"__proto__":{"roles":["ops"]}}', 'json.forbidden_key'],
    ['{"a":[{"\\u005f_proto__":1}]}', 'json.forbidden_key'],
    ['{"a":"\\u0000"}', 'json.text'],
    ['{"a":["\\ud800"]}', 'json.text'],
    ['{"\\udc00":1}', 'json.text'],
    [nested(33), 'json.too_deep'],
    [nested(10_000), 'json.too_deep'],
  ])('parseBody refuses %.40s as %s', (text, fault) => {
    expect(parseBody(text)).toEqual({ fault })
  })
})

describe('strictJson', () => {
  it('strictJson passes the checked text and its value to the handler', async () => {
    const body = '{"名":"郭\\ud842\\udfb7 \\"a\\"","b":[1]}'
    const app = new Hono<AppEnv>()
      .use(strictJson)
      .post('/', async (c) => c.json({ text: await c.req.text(), json: (await c.req.json()) as unknown }))
    const response = await app.request('/', { method: 'POST', body })
    expect(await response.json()).toEqual({ text: body, json: { 名: '郭𠮷 "a"', b: [1] } })
  })

  it.each([
    ['bytes that are not UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'json.text'],
    ['a byte order mark', '\ufeff{}', 'json.malformed'],
    ['a duplicate key', '{"a":1,"a":2}', 'json.duplicate_key'],
  ])('strictJson refuses %s', async (_name, body, code) => {
    const refused: unknown[] = []
    const app = new Hono<AppEnv>().use(strictJson).onError((error, c) => {
      refused.push(error instanceof InvalidInputError ? error.details : error)
      return c.body(null, 400)
    })
    await app.request('/', { method: 'POST', body })
    expect(refused).toEqual([{ fields: [{ path: '', code }] }])
  })
})

describe('deploy/nginx.conf', () => {
  it('deploy/nginx.conf lets the largest body that the app accepts pass, and no larger one', () => {
    const example = readFileSync(new URL('../../../deploy/nginx.conf', import.meta.url), 'utf8')
    expect(example.match(/client_max_body_size \w+/g)).toEqual([`client_max_body_size ${String(MAX_UPLOAD_BYTES)}`])
  })
})
