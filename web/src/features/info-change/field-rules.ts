import { lengthOf } from '@desk/shared/kernel/plain-text'
import type { InfoChangePayload, InfoField } from '@desk/shared/info-change/info-change'
import {
  fieldPolicies,
  infoFieldValue,
  withoutGaps,
  firstInvalidCharacter,
} from '@desk/shared/info-change/info-field-policies'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import type { Messages } from '../../locales/messages.ts'

/** What is typed; a department is its name here, with its id beside it. */
export type Values = Partial<Record<InfoField | 'departmentId' | 'effectiveOn', string>>
export type FieldProblem = {
  code: string
  over: number
  max: number
  unit: 'signs' | 'bytes'
  /** The first sign that may not stand there. */
  wrong: { place: number; sign: string } | null
}

/** As the contract will store it: trimmed, NFC. What it does not take stays as typed. */
const normalised = (field: InfoField, value: string): string => {
  const parsed = infoFieldValue[field].safeParse(value)
  return parsed.success ? parsed.data : value
}

export const isChanged = (field: InfoField, from: string, value: string): boolean =>
  value !== from && normalised(field, value) !== from

export const problemOf = (field: InfoField, code: string, value: string): FieldProblem => {
  const { max, unit } = fieldPolicies[field]
  const text = withoutGaps(field, value.normalize('NFC').trim())
  return { code, max, unit, over: sizeOf(text, unit) - max, wrong: firstInvalidCharacter(field, text) }
}

const sizeOf = (text: string, unit: FieldProblem['unit']): number =>
  unit === 'signs' ? lengthOf(text) : new TextEncoder().encode(text).length

/** The contract's own rules, asked early. An untouched field has no problem, whatever the directory holds. */
export function checkField(field: InfoField, from: string, value: string): FieldProblem | null {
  if (!isChanged(field, from, value)) return null
  const parsed = infoFieldValue[field].safeParse(value)
  if (parsed.success) return null
  const { max, unit } = fieldPolicies[field]
  // A text far too long fails by a plain length first; people are told the count in any case.
  if (sizeOf(value.trim(), unit) > max) return problemOf(field, 'text.too_long', value)
  return problemOf(field, parsed.error.issues[0]?.message ?? '', value)
}

export function problemSentence(
  { form }: Messages['requests'],
  { code, over, max, unit, wrong }: FieldProblem,
): string {
  const isAboutSigns = code.endsWith('_signs')
  // A number has a rule that is said at once; elsewhere it is one sign.
  if (isAboutSigns && wrong && (code !== 'info.telephone_signs' || wrong.sign === ''))
    return wrong.sign === '' ? form.errors.unseenAt(wrong.place) : form.errors.signAt(wrong.place, wrong.sign)
  switch (code) {
    case 'text.too_long':
      return form.errors[unit === 'signs' ? 'text.too_long' : 'bytes.too_long'](over, max)
    case 'text.unseen_signs':
    case 'info.name_signs':
    case 'info.plain_signs':
    case 'info.mobile_signs':
    case 'info.mobile_shape':
    case 'info.mail_signs':
    case 'info.mail_shape':
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

/** What is asked for: the changed fields only, each with the value that was on screen. */
export function payloadOf(form: InfoChangeForm, values: Values): InfoChangePayload {
  const { departmentId, effectiveOn } = values
  const changed = form.fields.flatMap(({ field, value: from }) => {
    const value = values[field] ?? from
    const to = normalised(field, value)
    if (value === from || to === from) return []
    const ids = field === 'department' ? { fromId: form.departmentId, toId: Number(departmentId) } : {}
    return [[field, { from, to, ...ids }] as const]
  })
  const day = changed.length > 0 && effectiveOn ? { effectiveOn } : {}
  return { ...Object.fromEntries(changed), ...day }
}

/** Fields that another running request already asks to change. */
export const isSecondFactorPending = (form: InfoChangeForm, field: InfoField): boolean =>
  form.open?.fields.includes(field) ?? false
