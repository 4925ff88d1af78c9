import type { SimMember } from './directory.ts'

/** The fields of doc 95833 that are simulated; not the picture and the QR code. */
export const sensitiveFieldNames = ['gender', 'mobile', 'email', 'biz_mail', 'address'] as const
export type SensitiveField = (typeof sensitiveFieldNames)[number]

/** Returns the fields that the admin opened for the app. A gender that is not shown is `0`; the others are missing. */
export const openedFields = (
  { gender, mobile, email, bizMail, address }: SimMember,
  opened: readonly SensitiveField[],
): Record<string, string> => {
  const all: Readonly<Record<SensitiveField, string>> = { gender, mobile, email, biz_mail: bizMail, address }
  return { gender: '0', ...Object.fromEntries(opened.map((name) => [name, all[name]])) }
}
