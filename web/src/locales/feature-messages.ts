import type { MessageFeature, Messages } from './messages.ts'

/** Loaders of all message files except `core`. A separate chunk, because home needs none of them. */
export const files = import.meta.glob<Messages[MessageFeature]>(['./{zh-CN,en}/*.ts', '!./*/core.ts'], {
  import: 'default',
})
