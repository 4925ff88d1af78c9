import { databaseBlobs } from '../../adapters/database-blobs.ts'
import { createCallbackReceiver } from '../../adapters/wecom/callback-receiver.ts'
import type { Database } from '../../db/database.ts'
import type { AppDeps } from '../../composition/app-deps.ts'
import type { Log } from '../../ports/log.ts'
import { createTestApp } from '../http.ts'
import type { Kit } from '../kit.ts'
import { wecomVectors } from '../wecom-vectors.ts'
import type { HostileRequest } from './hostile-requests.ts'
import type { Caller } from './hostile-fixtures.ts'

/** `failure`: what went wrong; null: nothing. */
export type Answer = { status: number; failure: string | null }

/**
 * Returns a function that sends a request to the whole app. What a request other than a GET changed is rolled back, so that
 * each finds the same data.
 */
export function hostileRequestSender({ deps }: Kit): (caller: Caller, request: HostileRequest) => Promise<Answer> {
  const errors: string[] = []
  const { current, withinTransaction } = switchable(deps.db)
  const own: AppDeps = { ...deps, db: current, blobs: databaseBlobs(current), log: collectErrors(errors, deps.log) }
  const open = () => createTestApp(own, { receivers: receivers() })
  let app = open()
  const call = async (caller: Caller, request: HostileRequest): Promise<number> => {
    const response = await app.request(request.address, requestOf(deps.site.publicUrl, caller, request))
    await response.arrayBuffer()
    if (response.status !== 429) return response.status
    // Rate limits are in the memory of an instance: continue with a new one.
    app = open()
    return (await app.request(request.address, requestOf(deps.site.publicUrl, caller, request))).status
  }
  return async (caller, request) => {
    errors.length = 0
    const status = await withinTransaction(request.method !== 'GET', () => call(caller, request))
    return { status, failure: status >= 500 || errors.length > 0 ? [status, ...errors].join(' ') : null }
  }
}

function requestOf(publicUrl: string, caller: Caller, { method, headers, body }: HostileRequest): RequestInit {
  const writing = { origin: publicUrl, 'x-requested-with': 'desk', 'content-type': 'application/json' }
  const all = { ...(method === 'GET' ? {} : writing), ...caller.headers, ...headers }
  return { method, headers: all, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
}

const receivers = () => {
  const { token, aesKey: encodingAesKey, corpId } = wecomVectors.wecomMessage
  const keys = { token, encodingAesKey, corpId }
  return {
    app: createCallbackReceiver({ receiver: 'app', ...keys }),
    contacts: createCallbackReceiver({ receiver: 'contacts', ...keys }),
  }
}

const collectErrors = (errors: string[], log: Log): Log => ({
  ...log,
  error: ({ err }, message) => {
    const cause = err instanceof Error ? (err.cause ?? err) : ''
    errors.push(`${message}: ${String(cause)}`)
  },
})

/** Thrown to roll a transaction back. */
class RollbackError extends Error {}

/** Returns a database whose calls run in the transaction to be rolled back, while there is one. */
function switchable(db: Database) {
  let active = db
  const current = new Proxy(db, {
    get: (_db, key) => {
      const value: unknown = active[key as keyof Database]
      return typeof value === 'function' ? (value as () => unknown).bind(active) : value
    },
  })
  async function withinTransaction<Result>(isWriting: boolean, act: () => Promise<Result>): Promise<Result> {
    if (!isWriting) return act()
    let result: [Result] | null = null
    await db
      .transaction(async (tx) => {
        active = tx
        result = [await act()]
        throw new RollbackError()
      })
      .catch((error: unknown) => {
        if (!(error instanceof RollbackError)) throw error
      })
      .finally(() => (active = db))
    if (result === null) throw new Error('the call returned no result')
    return result[0]
  }
  return { current, withinTransaction }
}
