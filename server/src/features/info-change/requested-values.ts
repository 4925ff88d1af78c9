import { type InfoChangePayload, infoFields } from '@desk/shared/info-change/info-change'
import type { RequestedValues } from '@desk/shared/info-change/info-change-form'

/**
 * Returns the requested values as the form holds them: texts, a department by name and id, and the effective day unless
 * it is past.
 */
export function requestedValuesOf(payload: InfoChangePayload, today: string): RequestedValues {
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
