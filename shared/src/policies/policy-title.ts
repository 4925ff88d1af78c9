import type { PolicyLanguage } from './policy-flow.ts'

// Home needs this, and no parser: the shape that the schemas share is in `policy-title-schema.ts`.
export type PolicyTitle = { title: string; titleEn: string | null }

/** Its title in one language; in Chinese where it has no other. */
export const titleIn = ({ title, titleEn }: PolicyTitle, language: PolicyLanguage): string =>
  language === 'en' && titleEn !== null && titleEn !== '' ? titleEn : title
