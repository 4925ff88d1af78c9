import type { PolicyLanguage } from './policy-flow.ts'

// Separate from `policy-title-schema.ts`, so that the home page does not load the schema library.
export type PolicyTitle = { title: string; titleEn: string | null }

/** Returns the title in one language; in Chinese when there is no English title. */
export const titleIn = ({ title, titleEn }: PolicyTitle, language: PolicyLanguage): string =>
  language === 'en' && titleEn !== null && titleEn !== '' ? titleEn : title
