import type { InitialState } from '@desk/shared/pages/initial-state'
import { createInjection } from './injection.ts'

/** The data of the first response. Stores are initialised from it; pages use the stores. */
export const [provideInitialState, useInitialState] = createInjection<InitialState>('initial state')
