import { type ClientHttp2Session, connect } from 'node:http2'

/** Concurrent requests on one connection, fewer than nginx allows. */
const REQUESTS_PER_CONNECTION = 100

const statusOf = (session: ClientHttp2Session) =>
  new Promise<number>((resolve, reject) => {
    const stream = session.request({ ':path': '/flood' })
    stream.once('response', (headers) => {
      stream.resume()
      resolve(Number(headers[':status']))
    })
    stream.once('error', reject)
  })

/** Sends a hundred concurrent requests over each connection; counts those that nginx passed on and those that it refused. */
export async function sendFlood(
  ca: string,
  url: string,
  connections: number,
): Promise<{ passed: number; refused: number }> {
  const sessions = Array.from({ length: connections }, () => connect(url, { ca }))
  const pending = sessions.flatMap((session) =>
    Array.from({ length: REQUESTS_PER_CONNECTION }, () => statusOf(session)),
  )
  const statuses = await Promise.all(pending)
  for (const session of sessions) session.close()
  const refused = statuses.filter((status) => status === 429).length
  return { passed: statuses.length - refused, refused }
}
