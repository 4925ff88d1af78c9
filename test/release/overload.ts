import { type ClientHttp2Session, connect } from 'node:http2'

/** What nginx takes at once on one connection, and some to spare. */
const ON_ONE = 100

const statusOf = (session: ClientHttp2Session) =>
  new Promise<number>((resolve, reject) => {
    const stream = session.request({ ':path': '/flood' })
    stream.once('response', (headers) => {
      stream.resume()
      resolve(Number(headers[':status']))
    })
    stream.once('error', reject)
  })

/** A hundred requests at once over each of so many connections: how many nginx passed on, and how many it refused. */
export async function flood(
  ca: string,
  url: string,
  connections: number,
): Promise<{ passed: number; refused: number }> {
  const sessions = Array.from({ length: connections }, () => connect(url, { ca }))
  const asked = sessions.flatMap((session) => Array.from({ length: ON_ONE }, () => statusOf(session)))
  const statuses = await Promise.all(asked)
  for (const session of sessions) session.close()
  const refused = statuses.filter((status) => status === 429).length
  return { passed: statuses.length - refused, refused }
}
