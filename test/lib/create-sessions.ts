import { createHash } from 'node:crypto'
import type { TestDatabase } from './test-database.ts'
import { writeHeaders } from './browser-session.ts'

const tokenOf = (userid: string) => userid.padEnd(40, 'x')

/** Creates sessions of members by inserting the rows that signing in would write. */
export async function createSessions(database: TestDatabase, publicUrl: string, userids: readonly string[]) {
  const rows = userids.map((userid) => {
    const hash = createHash('sha256').update(tokenOf(userid)).digest('hex')
    return `('${hash}', 'ses_${userid}', '${userid}', 'load', now(), now(), now() + interval '1 day', now(), now(), 'load', 'load')`
  })
  await database.query(
    `insert into sessions (token_hash, ref, userid, browser_hash, created_at, last_seen_at, expires_at, confirmed_at,
       role_used_at, user_agent, client_net) values ${rows.join(', ')}`,
  )
  const name = publicUrl.startsWith('https:') ? '__Host-desk_session' : 'desk_session'
  return {
    cookieOf: (userid: string) => ({ name, value: tokenOf(userid), url: publicUrl }),
    headersOf: (userid: string): Record<string, string> => ({
      ...writeHeaders(publicUrl),
      cookie: `${name}=${tokenOf(userid)}`,
    }),
  }
}
export type Sessions = Awaited<ReturnType<typeof createSessions>>
