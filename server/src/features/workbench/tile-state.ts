import * as z from 'zod/mini'
import { defineSetting } from '../../kernel/settings-queries.ts'

/**
 * Whether WeCom accepts a custom tile: 自定义展示 must be enabled in the app's console page (doc 92535). `unknown` before
 * the first attempt. `cause`: WeCom's error code.
 */
export const tileState = defineSetting({
  key: 'workbench.tile',
  schema: z.object({ state: z.enum(['unknown', 'shown', 'refused']), cause: z.string() }),
  initial: { state: 'unknown', cause: '' },
})
