import { useBoot } from '../platform/boot.ts'
import { messagesIn, type MessageFeature, type Messages } from './messages.ts'

/** What a feature says, in the language of the page. */
export const useMessages = <Feature extends MessageFeature>(feature: Feature): Messages[Feature] =>
  messagesIn(useBoot().language, feature)
