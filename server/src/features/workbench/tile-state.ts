import * as z from 'zod/mini'
import { defineSetting } from '../../kernel/settings-queries.ts'

/**
 * Whether WeCom lets us draw our own tile: 自定义展示 must be switched on in the app's console page (doc 92535).
 * `unknown` until the first try. `cause` is WeCom's code.
 */
export const tileState = defineSetting({
  key: 'workbench.tile',
  schema: z.object({ state: z.enum(['unknown', 'shown', 'refused']), cause: z.string() }),
  initial: { state: 'unknown', cause: '' },
})
