import type { TestDatabase } from '../lib/test-database.ts'

export type Answer<Body = unknown> = { status: number; body: Body }

const TOKEN_LENGTH = 40
const PATIENCE_MS = 30_000
const tokenOf = (userid: string) => userid.padEnd(TOKEN_LENGTH, 'x')

/**
 * Signs everybody in at once: the rows that a sign-in of each would have written. WeCom's word about them stays fresh,
 * so that nobody has to say who he is in the middle of a run.
 */
export async function signInAll(database: TestDatabase, nowMs: number): Promise<void> {
  const at = `'${new Date(nowMs).toISOString()}'::timestamptz`
  await database.query(`
    insert into sessions (token_hash, ref, userid, browser_hash, created_at, last_seen_at, expires_at, confirmed_at,
      role_used_at, user_agent, client_net)
    select encode(sha256(convert_to(rpad(userid, ${String(TOKEN_LENGTH)}, 'x'), 'UTF8')), 'hex'), 'ses_' || userid, userid,
      userid, ${at}, ${at} + interval '10 years', ${at} + interval '10 years', ${at} + interval '10 years',
      ${at} + interval '10 years', 'run', '127.0.0'
    from members where status = 1`)
}

export const cookieOf = (userid: string) => `desk_session=${tokenOf(userid)}`

/** The JSON API as a signed-in phone speaks it, to whichever instance stands at `base`. */
export function deskPhones(publicUrl: string) {
  const headersOf = (userid: string) => ({
    cookie: cookieOf(userid),
    origin: new URL(publicUrl).origin,
    accept: 'application/json',
    'x-requested-with': 'desk',
  })
  const read = async <Body>(response: Response): Promise<Answer<Body>> => {
    const text = await response.text()
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as Body }
  }
  return {
    cookieOf,
    async get<Body>(base: string, userid: string, path: string): Promise<Answer<Body>> {
      const signal = AbortSignal.timeout(PATIENCE_MS)
      return read(await fetch(base + path, { headers: headersOf(userid), signal }))
    },
    async post<Body>(
      base: string,
      userid: string,
      path: string,
      body: unknown,
      { key, signal = AbortSignal.timeout(PATIENCE_MS) }: { key?: string; signal?: AbortSignal } = {},
    ): Promise<Answer<Body>> {
      const headers = {
        ...headersOf(userid),
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      }
      return read(await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body), signal }))
    },
  }
}
