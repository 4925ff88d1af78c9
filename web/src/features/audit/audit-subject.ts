import type { AuditEntryView } from '@desk/shared/audit/audit-schemas'
import type { Messages } from '../../locales/messages.ts'
import { labelFor } from './audit-details.ts'

/** Returns whom or what an entry is about in words: the person, their role and department; else the object, or its code. */
export function subjectText(
  { subject, object, details }: AuditEntryView,
  { roleNames, objects, in: within, of }: Messages['audit'],
): string {
  if (!subject) return labelFor(objects, object)
  const role = typeof details['role'] === 'string' ? (roleNames as Record<string, string>)[details['role']] : undefined
  const department = subject.department === null ? '' : within(subject.department)
  const thing = role === undefined ? subject.of : `${role}${department}`
  return thing === null ? `${subject.name}${department}` : of(subject.name, thing)
}
