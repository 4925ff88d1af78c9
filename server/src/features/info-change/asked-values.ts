import { type InfoChangePayload, infoFields } from '@desk/shared/info-change/info-change'
import type { AskedValues } from '@desk/shared/info-change/info-change-form'

/**
 * Returns the values as the form holds them: texts, a department by name and id, and a day only if it is still to come.
 */
export function askedValuesOf(payload: InfoChangePayload, today: string): AskedValues {
  const { department, effectiveOn } = payload
  const texts = infoFields.flatMap((name) => {
    const change = payload[name]
    return change ? [{ name, value: change.to }] : []
  })
  return [
    ...texts,
    ...(department ? [{ name: 'departmentId' as const, value: String(department.toId) }] : []),
    ...(effectiveOn !== undefined && effectiveOn >= today
      ? [{ name: 'effectiveOn' as const, value: effectiveOn }]
      : []),
  ]
}
