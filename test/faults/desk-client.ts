import type { TestDatabase } from '../lib/test-database.ts'

export type ApiResponse<Body = unknown> = { status: number; body: Body }

const TOKEN_LENGTH = 40
const TIMEOUT_MS = 30_000
const tokenOf = (userid: string) => userid.padEnd(TOKEN_LENGTH, 'x')

/**
 * Signs in all members by inserting the rows that a sign-in would write. The identity confirmation does not expire during
 * a run.
 */
export async function signInAll(database: TestDatabase, nowMs: number): Promise<void> {
  const now = `'${new Date(nowMs).toISOString()}'::timestamptz`
  await database.query(`
    insert into sessions (token_hash, ref, userid, browser_hash, created_at, last_seen_at, expires_at, confirmed_at,
      role_used_at, user_agent, client_net)
    select encode(sha256(convert_to(rpad(userid, ${String(TOKEN_LENGTH)}, 'x'), 'UTF8')), 'hex'), 'ses_' || userid, userid,
      userid, ${now}, ${now} + interval '10 years', ${now} + interval '10 years', ${now} + interval '10 years',
      ${now} + interval '10 years', 'run', '127.0.0'
    from members where status = 1`)
}

export const cookieOf = (userid: string) => `desk_session=${tokenOf(userid)}`

/** Creates a client of the JSON API whose requests have the headers of a signed-in phone. `base` is the instance's address. */
export function createDeskClient(publicUrl: string) {
  const headersOf = (userid: string) => ({
    cookie: cookieOf(userid),
    origin: new URL(publicUrl).origin,
    accept: 'application/json',
    'x-requested-with': 'desk',
  })
  const read = async <Body>(response: Response): Promise<ApiResponse<Body>> => {
    const text = await response.text()
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as Body }
  }
  return {
    cookieOf,
    async get<Body>(base: string, userid: string, path: string): Promise<ApiResponse<Body>> {
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      return read(await fetch(base + path, { headers: headersOf(userid), signal }))
    },
    async post<Body>(
      base: string,
      userid: string,
      path: string,
      body: unknown,
      { key, signal = AbortSignal.timeout(TIMEOUT_MS) }: { key?: string; signal?: AbortSignal } = {},
    ): Promise<ApiResponse<Body>> {
      const headers = {
        ...headersOf(userid),
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      }
      return read(await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body), signal }))
    },
  }
}
