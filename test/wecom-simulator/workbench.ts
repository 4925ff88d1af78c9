import { z } from 'zod'

const keydataItem = z.looseObject({
  key: z.string().max(64).optional(),
  data: z.string().max(64),
  jump_url: z.string().max(1024).optional(),
})

/** The app's tile on the workbench (doc 92535). The simulated phone draws only `keydata` and `normal`. */
export const workbenchSchema = z.looseObject({
  type: z.enum(['keydata', 'image', 'list', 'webview', 'normal']),
  keydata: z.looseObject({ items: z.array(keydataItem).max(4) }).optional(),
})

export type WorkbenchData = z.infer<typeof workbenchSchema>
export type WorkbenchTemplate = WorkbenchData & { replace_user_data?: boolean | undefined }

export const keydataOf = (data: WorkbenchData): Record<string, string> =>
  Object.fromEntries((data.keydata?.items ?? []).map((item, index) => [item.key ?? String(index), item.data]))
