import type { AuditEntryView } from '@desk/shared/audit/audit-schemas'
import type { Messages } from '../../locales/messages.ts'
import { labelFor } from './audit-details.ts'

type AuditMessages = Messages['audit']

/** The log's own name, such as `desk.example.com/audit`. */
const LOG_NAME = /^[^/]+\/audit$/

/** Returns an object in words: its name, its type by the prefix of its id, or its code. */
function objectText(object: string, { objects, objectKinds, chain }: AuditMessages): string {
  if (LOG_NAME.test(object)) return chain
  const prefix = /^([a-z]{3})_[0-9a-z]{6,}$/.exec(object)?.[1] ?? ''
  return Object.hasOwn(objectKinds, prefix) ? labelFor(objectKinds, prefix) : labelFor(objects, object)
}

/**
 * Returns whom or what an entry is about in words: the person, and their role and department or the setting; else the object.
 * `kinds` names the types of requests.
 */
export function subjectText(
  { subject, object, details }: AuditEntryView,
  messages: AuditMessages,
  kinds: Readonly<Record<string, { pageTitle: string }>>,
): string {
  const { roleNames, objects, in: within, of } = messages
  if (!subject) return objectText(object, messages)
  const role = typeof details['role'] === 'string' ? (roleNames as Record<string, string>)[details['role']] : undefined
  const department = subject.department === null ? '' : within(subject.department)
  const setting = Object.hasOwn(objects, object) ? labelFor(objects, object) : null
  const thing = role === undefined ? (subject.of ?? setting) : `${role}${department}`
  const kind = subject.kind === undefined ? undefined : kinds[subject.kind]
  const name = kind === undefined ? subject.name : of(kind.pageTitle, subject.name)
  return thing === null ? `${name}${department}` : of(name, thing)
}
