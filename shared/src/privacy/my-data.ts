import * as z from 'zod/mini'

/** Sections of the personal data, in display order. */
export const myDataSections = [
  'member',
  'roles',
  'sessions',
  'requests',
  'events',
  'candidacies',
  'guardians',
  'lostCases',
  'cards',
  'notices',
  'groups',
  'openings',
  'questions',
  'exemptions',
  'dueDates',
  'confirmations',
  'custody',
  'incidents',
  'groupReports',
  'feedback',
  'departures',
  'directoryChanges',
  'downloads',
  'audit',
] as const
export type MyDataSection = (typeof myDataSections)[number]

/** Personal data of one member that they may read: without secrets, open lost-device cases and confidential data. */
export type MyData = {
  userid: string
  madeAt: string
  sections: Record<MyDataSection, Record<string, unknown>[]>
}

export const myDataSummary = z.object({ counts: z.record(z.enum(myDataSections), z.int()) })
export type MyDataSummary = z.infer<typeof myDataSummary>

export const myDataExportBody = z.strictObject({ format: z.enum(['json', 'html']) })

export const revealedOfficePhone = z.object({ telephone: z.string() })
