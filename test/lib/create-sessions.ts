import { createHash } from 'node:crypto'
import type { TestDatabase } from './test-database.ts'
import { writeHeaders } from './browser-session.ts'

const tokenOf = (userid: string) => userid.padEnd(40, 'x')

/** Returns the statement that inserts the sessions which these members would get by signing in. */
export function sessionInsertStatement(userids: readonly string[]): string {
  const rows = userids.map((userid) => {
    const hash = createHash('sha256').update(tokenOf(userid)).digest('hex')
    return `('${hash}', 'ses_${userid}', '${userid}', 'load', now(), now(), now() + interval '1 day', now(), now(), 'load', 'load')`
  })
  return `insert into sessions (token_hash, ref, userid, browser_hash, created_at, last_seen_at, expires_at, confirmed_at,
    role_used_at, user_agent, client_net) values ${rows.join(', ')}`
}

/** Returns functions for the cookie and the headers of a member with a session of `sessionInsertStatement`. */
export function sessionsOf(publicUrl: string) {
  const name = publicUrl.startsWith('https:') ? '__Host-desk_session' : 'desk_session'
  return {
    cookieOf: (userid: string) => ({ name, value: tokenOf(userid), url: publicUrl }),
    headersOf: (userid: string): Record<string, string> => ({
      ...writeHeaders(publicUrl),
      cookie: `${name}=${tokenOf(userid)}`,
    }),
  }
}
export type Sessions = ReturnType<typeof sessionsOf>

/** Signs in these members without a browser. */
export async function createSessions(
  database: TestDatabase,
  publicUrl: string,
  userids: readonly string[],
): Promise<Sessions> {
  await database.query(sessionInsertStatement(userids))
  return sessionsOf(publicUrl)
}
