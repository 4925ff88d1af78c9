type Path = readonly (string | symbol)[]

type Call = (...args: readonly unknown[]) => unknown

const valueAt = (whole: unknown, path: Path): unknown =>
  path.reduce((part, key) => (part as Record<string | symbol, unknown>)[key], whole)

/**
 * Returns a proxy of an object whose functions all return promises: the first call loads the object, each call waits for
 * it. After a failed load the next call loads again.
 */
export function createLazyProxy<Whole extends object>(load: () => Promise<Whole>): Whole {
  let loading: Promise<Whole> | null = null
  const whole = (): Promise<Whole> => {
    loading ??= load().catch((cause: unknown) => {
      loading = null
      throw cause
    })
    return loading
  }
  const proxyAt = (path: Path): unknown =>
    new Proxy(() => undefined, {
      // No `then`: `await` must not take the proxy for a promise.
      get: (_, key) => (key === 'then' ? undefined : proxyAt([...path, key])),
      apply: async (_, __, args: readonly unknown[]) => {
        const owner = valueAt(await whole(), path.slice(0, -1))
        // No optional call: in the build for old WebViews it becomes `.call`, which the typed client reads as a path segment.
        return Reflect.apply(valueAt(owner, path.slice(-1)) as Call, owner, args)
      },
    })
  return proxyAt([]) as Whole
}
