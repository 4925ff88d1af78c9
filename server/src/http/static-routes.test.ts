import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { AppEnv } from './app-env.ts'
import { errorResponse } from './error-response.ts'
import { silentLog } from '../testing/doubles.ts'
import { verifyFileRoutes } from './static-routes.ts'

const app = new Hono<AppEnv>()
  .route('/', verifyFileRoutes(['WW_verify_Ab3dEf6hIj9kLm2n.txt']))
  .onError(errorResponse(silentLog))

describe('verifyFileRoutes', () => {
  it('verifyFileRoutes serves exactly the token of the file', async () => {
    const response = await app.request('/WW_verify_Ab3dEf6hIj9kLm2n.txt')
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    expect([response.status, await response.text()]).toEqual([200, 'Ab3dEf6hIj9kLm2n'])
  })

  it.each([
    '/WW_verify_other.txt',
    '/ww_verify_Ab3dEf6hIj9kLm2n.txt',
    '/WW_verify_Ab3dEf6hIj9kLm2n.txt.bak',
    '/WW_verify_Ab3dEf6hIj9kLm2n',
    '/WW_verify_.txt',
    '/sub/WW_verify_Ab3dEf6hIj9kLm2n.txt',
    '/..%2fpackage.json',
  ])('verifyFileRoutes serves nothing else: %s', async (path) => {
    expect((await app.request(path)).status).toBe(404)
  })
})
