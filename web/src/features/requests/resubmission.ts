import { infoFields } from '@desk/shared/requests/kinds/info-change'
import type { ResubmissionView } from '@desk/shared/pages/page-schemas'
import type { InfoChangeForm, RequestView } from '@desk/shared/requests/request-schemas'
import type { Values } from './field-rules.ts'

/** The form begins with what was asked for. */
export const askedOf = ({ changes }: RequestView): Values =>
  Object.fromEntries(
    infoFields.flatMap((field) => {
      const change = changes.find((one) => one.field === field)
      return change ? [[field, change.to] as const] : []
    }),
  )

/** The request that is mended does not stand in its own way; whoever sent it back decides again. */
export const formOf = ({ request, form }: ResubmissionView): InfoChangeForm => ({
  ...form,
  open: form.open?.id === request.id ? null : form.open,
  deciders: request.returned
    ? [{ ...request.returned.by, because: 'returned_before', onBehalfOf: null }]
    : form.deciders,
})
