import { lengthOf } from '@desk/shared/kernel/plain-text'
import {
  infoFieldMax,
  infoFieldValue,
  type InfoChangePayload,
  type InfoField,
} from '@desk/shared/requests/kinds/info-change'
import type { InfoChangeForm } from '@desk/shared/requests/request-schemas'
import type { Words } from '../../words/zh-cn.ts'

export type Values = Partial<Record<InfoField, string>>
export type FieldProblem = { code: string; over: number; max: number }

/** As the contract will store it: trimmed, NFC. What it does not take stays as typed. */
const normalised = (field: InfoField, value: string): string => {
  const parsed = infoFieldValue[field].safeParse(value)
  return parsed.success ? parsed.data : value
}

export const isChanged = (field: InfoField, from: string, value: string): boolean => normalised(field, value) !== from

export const problemOf = (field: InfoField, code: string, value: string): FieldProblem => {
  const max = infoFieldMax[field]
  return { code, max, over: lengthOf(value.trim()) - max }
}

/** The contract's own rules, asked early. An untouched field has no problem, whatever the directory holds. */
export function checkField(field: InfoField, from: string, value: string): FieldProblem | null {
  if (!isChanged(field, from, value)) return null
  const parsed = infoFieldValue[field].safeParse(value)
  if (parsed.success) return null
  const max = infoFieldMax[field]
  // A text far too long fails by a plain length first; people are told the count in any case.
  if (lengthOf(value.trim()) > max) return problemOf(field, 'text.too_long', value)
  return problemOf(field, parsed.error.issues[0]?.message ?? '', value)
}

export function problemSentence({ form }: Words, { code, over, max }: FieldProblem): string {
  switch (code) {
    case 'text.too_long':
      return form.errors['text.too_long'](over, max)
    case 'text.unseen_signs':
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
  const changed = form.fields.flatMap(({ field, value: from }) => {
    const to = normalised(field, values[field] ?? from)
    return to === from ? [] : [[field, { from, to }] as const]
  })
  return Object.fromEntries(changed)
}

/** Fields that another running request already asks to change. */
export const isHeld = (form: InfoChangeForm, field: InfoField): boolean => form.open?.fields.includes(field) ?? false
