import { defineError } from '../../kernel/app-error.ts'

/** Without two handlers and an independent contact no report is taken. */
export const IncidentsOffError = defineError('incident.off', 409, 'Too few handlers, or no independent contact')

/** Other people would read the report than its reporter saw on the form. */
export const ReadersChangedError = defineError(
  'incident.readers_changed',
  409,
  'Other people would read it now than the form showed',
)

/** Everybody who could read the incident is involved in it, reported it or recused themselves. */
export const NoHandlerError = defineError('incident.no_handler', 409, 'Nobody is left who may read this incident')
