import * as z from 'zod/mini'

/** What a policy is called: part of every view that names one. Null: that version has no English text. */
export const policyTitle = { title: z.string(), titleEn: z.nullable(z.string()) }
