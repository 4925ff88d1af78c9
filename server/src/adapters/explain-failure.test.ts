import { createServer } from 'node:net'
import { once } from 'node:events'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { explainFailure } from './explain-failure.ts'

const withCode = (code: string, message: string, fields = {}) => Object.assign(new Error(message), { code, ...fields })
const wrapped = (cause: Error) => new Error('Failed query: select …', { cause: new Error('inner', { cause }) })
const failureOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => new Error('no failure'),
    (error: unknown) => error as Error,
  )

describe('explainFailure', () => {
  it.each([
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND db', /ENOTFOUND.*\n.*host name in DATABASE_URL is unknown/],
    ['28P01', 'password authentication failed for user "desk_app"', /desk_app"\n.*refuses the password/],
    ['3D000', 'database "desk" does not exist', /create database desk/],
    ['42501', 'permission denied for schema public', /permission denied.*\n.*Run the migrations as the owner/],
    ['57P03', 'the database system is starting up', /Start again in a moment/],
    ['ENOSPC', 'no space left on device', /disk of this machine is full/],
    ['EACCES', 'permission denied, open', /may not read or write/],
  ])('explainFailure names the deepest cause and what to do about %s', (code, message, expected) => {
    expect(explainFailure(wrapped(withCode(code, message)))).toMatch(expected)
  })

  it('explainFailure names the setting of a taken port', () => {
    const taken = withCode('EADDRINUSE', 'listen EADDRINUSE', { port: 9464 })
    expect(explainFailure(taken, '9464')).toBe(
      'Port 9464 is taken. Choose another one, in the environment or its file: METRICS_PORT=9000',
    )
    expect(explainFailure(taken)).toBe(
      'Port 9464 is taken. Choose another one, in the environment or its file: PORT=9000',
    )
  })

  it('explainFailure returns null for an error that an operator cannot act on', () => {
    expect(explainFailure(new TypeError('x is not a function'))).toBeNull()
  })

  it('explainFailure explains the error of the driver when no database listens at the address', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    await new Promise((resolve) => server.close(resolve))
    const pool = new pg.Pool({ connectionString: `postgres://desk@localhost:${String(port)}/desk` })
    const failure = await failureOf(pool.query('select 1'))
    await pool.end()
    expect(explainFailure(wrapped(failure))).toMatch(/ECONNREFUSED.*\nNothing listens at the address in DATABASE_URL/)
  })
})
