import { lengthOf } from '@desk/shared/kernel/text-length'
import type { AttachmentView } from '@desk/shared/comments/comment-schemas'
import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import {
  infoFields,
  type InfoField,
  fieldPolicies,
  infoFieldValue,
  withoutGaps,
  firstInvalidCharacter,
} from '@desk/shared/info-change/info-field-policies'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import type { Messages } from '../../locales/messages.ts'

const textNames = [...infoFields, 'departmentId', 'effectiveOn', 'reasonPreset', 'reasonText'] as const

/** The typed values. A department is stored as its name, with its id in `departmentId`. */
export type Values = Partial<Record<(typeof textNames)[number], string>> & { files?: readonly AttachmentView[] }

// Without the schema, which would add more of its library to the start bundle.
const isAttachment = (value: unknown): value is AttachmentView =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'string' &&
  'name' in value &&
  typeof value.name === 'string'

/** Parses the stored values of a draft; unknown ones are dropped. */
export function readValues(stored: Readonly<Record<string, unknown>>): Values {
  const texts = textNames.flatMap((name) => (typeof stored[name] === 'string' ? [[name, stored[name]]] : []))
  // An empty list is a value, too: the files of the earlier request were removed.
  const files = Array.isArray(stored['files']) ? { files: stored['files'].filter(isAttachment) } : {}
  return { ...(Object.fromEntries(texts) as Values), ...files }
}
export type FieldIssue = {
  code: string
  excess: number
  max: number
  unit: 'characters' | 'bytes'
  /** The first invalid character; `character` is empty for an invisible one. */
  invalid: { place: number; character: string } | null
}

/** Normalises a value as the server does: trimmed, NFC. An invalid value is returned unchanged. */
const normalizedValue = (field: InfoField, value: string): string => {
  const parsed = infoFieldValue[field].safeParse(value)
  return parsed.success ? parsed.data : value
}

/** Returns a value as it is stored: NFC, trimmed, and phone numbers without spaces. */
export const normalizedText = (field: InfoField, value: string): string =>
  withoutGaps(field, value.normalize('NFC').trim())

/** Returns whether a value differs from the old value, even after normalisation. */
export const isChanged = (field: InfoField, from: string, value: string): boolean =>
  value !== from && normalizedValue(field, value) !== from

/** Returns an issue with what its message needs: the excess length and the first invalid character. */
export const fieldIssueOf = (field: InfoField, code: string, value: string): FieldIssue => {
  const { max, unit } = fieldPolicies[field]
  const text = normalizedText(field, value)
  return { code, max, unit, excess: sizeOf(text, unit) - max, invalid: firstInvalidCharacter(field, text) }
}

const sizeOf = (text: string, unit: FieldIssue['unit']): number =>
  unit === 'characters' ? lengthOf(text) : new TextEncoder().encode(text).length

/** Validates a field by the rules of the server. An unchanged field is valid, whatever the directory contains. */
export function checkField(field: InfoField, from: string, value: string): FieldIssue | null {
  if (!isChanged(field, from, value)) return null
  const parsed = infoFieldValue[field].safeParse(value)
  if (parsed.success) return null
  const { max, unit } = fieldPolicies[field]
  // The schema rejects a very long text before its length rule; the message always states the excess.
  if (sizeOf(value.trim(), unit) > max) return fieldIssueOf(field, 'text.too_long', value)
  return fieldIssueOf(field, parsed.error.issues[0]?.message ?? '', value)
}

/** Returns the message of an issue, in the language of the messages. */
export function fieldErrorMessage(
  { form }: Messages['requests'],
  { code, excess, max, unit, invalid }: FieldIssue,
): string {
  const isAboutCharacters = code.endsWith('_signs')
  // The message for phone numbers lists the allowed characters; the others name the invalid one.
  if (isAboutCharacters && invalid && (code !== 'info.telephone_signs' || invalid.character === ''))
    return invalid.character === ''
      ? form.errors.invisibleAt(invalid.place)
      : form.errors.characterAt(invalid.place, invalid.character)
  switch (code) {
    case 'text.too_long':
      return form.errors[unit === 'characters' ? 'text.too_long' : 'bytes.too_long'](excess, max)
    case 'text.unseen_signs':
    case 'info.name_signs':
    case 'info.plain_signs':
    case 'info.mobile_signs':
    case 'info.mobile_shape':
    case 'info.mail_signs':
    case 'info.mail_shape':
    case 'info.not_for_others':
    case 'info.closed':
    case 'info.department_gone':
    case 'info.day_past':
    case 'info.day_far':
    case 'info.empty':
    case 'info.unchanged':
    case 'info.telephone_signs':
    case 'info.nothing_changed':
      return form.errors[code]
    default:
      return form.errors.unknown
  }
}

/** Returns the changed fields, each with the old value that was on screen, and the day from which they apply. */
export function payloadOf(form: InfoChangeForm, values: Values): InfoChangePayload {
  const { departmentId, effectiveOn } = values
  const changed = form.fields.flatMap(({ field, value: from }) => {
    const value = values[field] ?? from
    const to = normalizedValue(field, value)
    if (value === from || to === from) return []
    const ids = field === 'department' ? { fromId: form.departmentId, toId: Number(departmentId) } : {}
    return [[field, { from, to, ...ids }] as const]
  })
  const day = changed.length > 0 && effectiveOn ? { effectiveOn } : {}
  return { ...Object.fromEntries(changed), ...day }
}

/** Returns whether another open request already changes the field. */
export const hasOpenRequest = (form: InfoChangeForm, field: InfoField): boolean =>
  form.open?.fields.includes(field) ?? false
