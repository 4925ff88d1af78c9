import type { MessageFeature, Messages } from './messages.ts'

/** The messages by file: of every feature but `core`. AsyncData apart, since home needs none of them. */
export const files = import.meta.glob<Messages[MessageFeature]>(['./{zh-CN,en}/*.ts', '!./*/core.ts'], {
  import: 'default',
})
