import type { CrashEnvironment } from './crash-environment.ts'
import { retryUntilAnswered } from './retry-until-answered.ts'

let requests = 0

/** Creates a client whose requests go to the instances in turn, even if one of them was killed. */
export function crashClientOf(environment: CrashEnvironment) {
  const { client, urls } = environment
  const nextUrl = () => urls[(requests += 1) % urls.length]!
  async function get<Body>(userid: string, path: string): Promise<Body> {
    const { status, body } = await client.get<Body>(nextUrl(), userid, path)
    if (status !== 200) throw new Error(`${path} got ${String(status)} ${JSON.stringify(body)}`)
    return body
  }
  return {
    /** Reads once. @throws when the instance does not answer */
    get,
    /** Reads until an instance answers. */
    read: <Body>(userid: string, path: string): Promise<Body> =>
      retryUntilAnswered(environment, path, () => get<Body>(userid, path)),
    /** Sends a command once. @throws when the instance does not answer */
    send: <Body>(userid: string, path: string, body: unknown, key?: string) =>
      client.post<Body>(nextUrl(), userid, path, body, key === undefined ? {} : { key }),
  }
}
