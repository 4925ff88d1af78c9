export type PageCursor = { after?: string }

/** One attempt to submit. Sent again with the same key it has no second effect. */
export type IdempotentSubmit = { key: string; signal: AbortSignal }

/** The version that a command is based on: the server refuses it when a newer one exists. */
export type VersionedId = { id: string; version: number }

export const requestInit = (signal: AbortSignal | undefined) => (signal ? { init: { signal } } : {})

export const idempotencyHeader = ({ key }: { key: string }) => ({ header: { 'idempotency-key': key } })

/** Returns the key of a command that has one effect on a version of an object, however often it is sent. */
export const onceFor = (id: string, command: string, version: number) =>
  idempotencyHeader({ key: `${command}-${id}-${String(version)}` })

export const versioned = ({ id, version }: VersionedId) => ({ param: { id }, json: { version } })

/** Does the same as `versioned`, for a command whose body contains more than the version. */
export const versionedWith = <Body extends object>({ id, version }: VersionedId, body: Body) => ({
  param: { id },
  json: { version, ...body },
})
