import { inject, type App, type InjectionKey } from 'vue'
import type { InitialState } from '@desk/shared/pages/initial-state'

const key: InjectionKey<InitialState> = Symbol('initial state')

export const provideInitialState = (app: App, initialState: InitialState): void => {
  app.provide(key, initialState)
}

/** Returns the data of the first response. Stores are initialised from it; pages use the stores. */
export function useInitialState(): InitialState {
  const initialState = inject(key)
  if (!initialState) throw new Error('the initial state was not provided')
  return initialState
}
