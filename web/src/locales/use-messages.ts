import { useInitialState } from '../platform/initial-state.ts'
import { messagesIn } from './load-messages.ts'
import type { MessageFeature, Messages } from './messages.ts'

/** Returns the messages of a feature in the language of the page. */
export const useMessages = <Feature extends MessageFeature>(feature: Feature): Messages[Feature] =>
  messagesIn(useInitialState().language, feature)
