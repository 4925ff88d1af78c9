import { inject, type App, type InjectionKey } from 'vue'

/** Returns the functions that provide and inject one dependency of the app. */
export function createInjection<Value>(name: string): readonly [(app: App, value: Value) => void, () => Value] {
  const key: InjectionKey<Value> = Symbol(name)
  function use(): Value {
    const value = inject(key)
    if (value === undefined) throw new Error(`${name} was not provided`)
    return value
  }
  return [(app, value) => app.provide(key, value), use]
}
