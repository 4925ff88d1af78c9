import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import { callWecom, type CallTimeouts } from './http-call.ts'
import { memberAnswer } from './wire.ts'

const call = { method: 'GET', api: 'user/get', query: { access_token: 'canary-token' } } as const
/** Short timeouts where a timeout is tested; elsewhere the default, so that a busy machine fails no test. */
const shortTimeouts = { headersMs: 150, totalMs: 400 }
const member = { userid: 'limin', name: '李敏', department: [3], status: 1 }

let server: Server | undefined
let requests = 0
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** `fetch` has a weak reference to the abort signal: the timeout must work after garbage collection. */
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Calls a fake platform with this response. */
async function callAgainst(answer: (response: ServerResponse) => void, timeouts?: CallTimeouts) {
  requests = 0
  server = createServer((_request, response) => {
    requests += 1
    answer(response)
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return callWecom({ baseUrl: `http://127.0.0.1:${port}`, fetch, ...(timeouts && { timeouts }) }, call, memberAnswer)
}

const json = (response: ServerResponse, body: string | Buffer, headers = {}) =>
  void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body)

const failing: readonly [name: string, reason: string, answer: (response: ServerResponse) => void][] = [
  [
    'HTML of a gateway',
    'bad_answer',
    (response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>'),
  ],
  [
    'HTML with 200',
    'bad_answer',
    (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>'),
  ],
  ['HTML that claims to be JSON', 'bad_answer', (response) => json(response, '<!doctype html><title>x</title>')],
  ['JSON cut in half', 'bad_answer', (response) => json(response, JSON.stringify(member).slice(0, 20))],
  [
    'shorter than its content length',
    'dropped',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{"errcode":0,')
      setImmediate(() => response.socket?.destroy())
    },
  ],
  [
    'a redirect',
    'bad_answer',
    (response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/evil' }).end(),
  ],
  ['cut off by a closed socket', 'dropped', (response) => void response.socket?.destroy()],
  ['never sent', 'timeout', () => {}],
  [
    'sent slowly',
    'timeout',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const drip = setInterval(() => {
        response.write(' ')
        collectGarbage()
      }, 20)
      response.once('close', () => clearInterval(drip))
    },
  ],
  [
    'endless',
    'bad_answer',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const chunk = Buffer.alloc(1024 * 1024, ' ')
      const writeEndlessly = () => void response.write(chunk, () => response.writable && writeEndlessly())
      writeEndlessly()
    },
  ],
  ['empty', 'bad_answer', (response) => json(response, '')],
  ['null', 'bad_answer', (response) => json(response, 'null')],
  ['a list', 'bad_answer', (response) => json(response, '[]')],
  ['an object whose errcode is not a number', 'bad_answer', (response) => json(response, '{"errcode":"x"}')],
  ['an object with an empty errcode', 'bad_answer', (response) => json(response, '{"errcode":""}')],
  ['an object whose errcode is null', 'bad_answer', (response) => json(response, '{"errcode":null}')],
  ['a member without userid', 'bad_answer', (response) => json(response, '{"errcode":0,"name":"x"}')],
]

describe('malformed responses of the platform', () => {
  it.each(failing)('a response that is %s is a typed failure: %s', async (_name, reason, answer) => {
    const failure: unknown = await callAgainst(answer, reason === 'timeout' ? shortTimeouts : undefined).then(
      () => 'no failure',
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ name: 'WecomUnreachableError', reason })
    expect(requests).toBe(1)
    const { message, stack, cause } = failure as Error
    expect(`${message} ${stack ?? ''} ${String((cause as Error | undefined)?.message ?? '')}`).not.toContain('canary')
  })

  it('an errcode as text is the refusal with that code', async () => {
    await expect(callAgainst((response) => json(response, '{"errcode":"60111"}'))).rejects.toMatchObject({
      errcode: 60111,
    })
  })

  it.each([
    ['preceded by a byte order mark', `\ufeff${JSON.stringify({ errcode: '0', ...member })}`, {}],
    ['declared as plain text', JSON.stringify(member), { 'content-type': 'text/plain; charset=utf-8' }],
    ['without errcode', JSON.stringify(member), {}],
  ])('a response that is %s is read', async (_name, body, headers) => {
    expect(await callAgainst((response) => json(response, body, headers))).toMatchObject({
      userid: 'limin',
      name: '李敏',
    })
  })
})
