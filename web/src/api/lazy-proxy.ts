type Path = readonly (string | symbol)[]

type Call = (...args: readonly unknown[]) => unknown

const walk = (whole: unknown, path: Path): unknown =>
  path.reduce((part, key) => (part as Record<string | symbol, unknown>)[key], whole)

/**
 * Stands for an object that is not here yet and whose calls all answer with a promise: each call waits for it. One that
 * could not be loaded is asked for again by the next call.
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
  const at = (path: Path): unknown =>
    new Proxy(() => undefined, {
      // Nobody may take it for a promise.
      get: (_, key) => (key === 'then' ? undefined : at([...path, key])),
      apply: async (_, __, args: readonly unknown[]) => {
        const owner = walk(await whole(), path.slice(0, -1))
        // Not an optional call: for old WebViews that becomes `.call`, which the typed client takes for a part of the address.
        return Reflect.apply(walk(owner, path.slice(-1)) as Call, owner, args)
      },
    })
  return at([]) as Whole
}
