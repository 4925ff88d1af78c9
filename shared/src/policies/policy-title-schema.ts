import * as z from 'zod/mini'

/** The fields of a policy's title in all views. `titleEn` is null when the version has no English text. */
export const policyTitle = { title: z.string(), titleEn: z.nullable(z.string()) }
