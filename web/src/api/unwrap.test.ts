import { describe, expect, it } from 'vitest'
import { zhCn as core } from '../locales/zh-CN/core.ts'
import { errors } from '../locales/zh-CN/parts/failures.ts'
import { ApiError, fieldErrorsOf } from './api-error.ts'
import { messageFor } from './error-messages.ts'
import { unwrap } from './unwrap.ts'

/** The messages that are present once the API client is loaded. */
const zhCn = { ...core, errors }

const respond = (status: number, body: string) => Promise.resolve(new Response(body, { status }))
const rejectionOf = (pending: Promise<Response>) =>
  unwrap(pending).then(
    () => null,
    (error: unknown) => error,
  )
const envelope = (error: object) => JSON.stringify({ error })

describe('unwrap', () => {
  it('unwrap returns the body of a successful response', async () => {
    await expect(unwrap(respond(200, '{"a":1}'))).resolves.toEqual({ a: 1 })
  })

  it('unwrap throws an ApiError with the code, request id and details of the error envelope', async () => {
    const details = { fields: [{ path: 'payload.position.to', code: 'text.too_long' }, { path: 1 }] }
    const error = await rejectionOf(respond(422, envelope({ code: 'input.invalid', requestId: 'evt_1', details })))
    expect(error).toMatchObject({ code: 'input.invalid', requestId: 'evt_1' })
    expect(fieldErrorsOf(error)).toEqual([{ path: 'payload.position.to', code: 'text.too_long' }])
  })

  it.each([
    ['an HTML page of a gateway', '<html>502</html>'],
    ['JSON without an error envelope', '{"message":"no"}'],
    ['an envelope without a request id', envelope({ code: 'not_found' })],
    ['null', 'null'],
  ])('unwrap reports %s with code internal', async (_name, body) => {
    expect(await rejectionOf(respond(502, body))).toMatchObject({ code: 'internal', requestId: undefined })
  })

  it('unwrap reports a failed fetch with code offline', async () => {
    expect(await rejectionOf(Promise.reject(new TypeError('Failed to fetch')))).toMatchObject({ code: 'offline' })
  })

  it('unwrap reports a connection that breaks within the body with code offline', async () => {
    const broken = new ReadableStream({
      start(controller) {
        controller.error(new TypeError('network error'))
      },
    })
    expect(await rejectionOf(Promise.resolve(new Response(broken)))).toMatchObject({ code: 'offline' })
  })
})

describe('messageFor', () => {
  it('the messages that are loaded at the start equal those of the API client', () => {
    expect(Object.entries(core.errors).filter(([code, text]) => errors[code as 'internal'] !== text)).toEqual([])
    expect(Object.keys(core.errors).sort()).toEqual(['internal', 'offline'])
  })

  it('messageFor returns the message of an ApiError, and the internal message for any other error', () => {
    expect(messageFor(zhCn, new ApiError('wecom.unavailable'))).toBe(zhCn.errors['wecom.unavailable'])
    expect(messageFor(zhCn, new Error('boom'))).toBe(zhCn.errors.internal)
  })

  it.each(['brand.new', 'toString'])(
    'messageFor returns the internal message for the unknown code %s',
    async (code) => {
      const error = await rejectionOf(respond(409, envelope({ code, requestId: 'evt_2' })))
      expect(messageFor(zhCn, error)).toBe(zhCn.errors.internal)
      expect(error).toMatchObject({ requestId: 'evt_2' })
    },
  )
})
