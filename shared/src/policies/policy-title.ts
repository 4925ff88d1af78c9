import * as z from 'zod/mini'
import type { PolicyLanguage } from './policy-flow.ts'

/** What a policy is called: part of every view that names one. Null: that version has no English text. */
export const policyTitle = { title: z.string(), titleEn: z.nullable(z.string()) }
export type PolicyTitle = { title: string; titleEn: string | null }

/** Its title in one language; in Chinese where it has no other. */
export const titleIn = ({ title, titleEn }: PolicyTitle, language: PolicyLanguage): string =>
  language === 'en' && titleEn !== null && titleEn !== '' ? titleEn : title
