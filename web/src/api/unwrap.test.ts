import { describe, expect, it } from 'vitest'
import { zhCn } from '../locales/zh-CN/core.ts'
import { ApiError, fieldErrorsOf } from './api-error.ts'
import { messageFor } from './error-messages.ts'
import { unwrap } from './unwrap.ts'

const answer = (status: number, body: string) => Promise.resolve(new Response(body, { status }))
const errorOf = (pending: Promise<Response>) =>
  unwrap(pending).then(
    () => null,
    (error: unknown) => error,
  )
const envelope = (error: object) => JSON.stringify({ error })

describe('unwrap', () => {
  it('gives the body of a success', async () => {
    await expect(unwrap(answer(200, '{"a":1}'))).resolves.toEqual({ a: 1 })
  })

  it('carries code, request id and details of our own envelope', async () => {
    const details = { fields: [{ path: 'payload.position.to', code: 'text.too_long' }, { path: 1 }] }
    const error = await errorOf(answer(422, envelope({ code: 'input.invalid', requestId: 'evt_1', details })))
    expect(error).toMatchObject({ code: 'input.invalid', requestId: 'evt_1' })
    expect(fieldErrorsOf(error)).toEqual([{ path: 'payload.position.to', code: 'text.too_long' }])
  })

  it.each([
    ['the page of a gateway', '<html>502</html>'],
    ['JSON that is not ours', '{"message":"no"}'],
    ['an envelope without a request id', envelope({ code: 'not_found' })],
    ['null', 'null'],
  ])('reads %s as internal', async (_name, body) => {
    expect(await errorOf(answer(502, body))).toMatchObject({ code: 'internal', requestId: undefined })
  })

  it('calls a missing network offline', async () => {
    expect(await errorOf(Promise.reject(new TypeError('Failed to fetch')))).toMatchObject({ code: 'offline' })
  })
})

describe('messages', () => {
  it('speaks of what was thrown, and of anything unknown as internal', () => {
    expect(messageFor(zhCn, new ApiError('wecom.unavailable'))).toBe(zhCn.errors['wecom.unavailable'])
    expect(messageFor(zhCn, new Error('boom'))).toBe(zhCn.errors.internal)
  })

  it.each(['brand.new', 'toString'])('speaks of %s, a code that is not known here, as internal', async (code) => {
    const error = await errorOf(answer(409, envelope({ code, requestId: 'evt_2' })))
    expect(messageFor(zhCn, error)).toBe(zhCn.errors.internal)
    expect(error).toMatchObject({ requestId: 'evt_2' })
  })
})
