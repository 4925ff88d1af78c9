import { defineError } from '../../kernel/app-error.ts'

/** Without two handlers and an independent contact no report is taken. */
export const IncidentsOffError = defineError('incident.off', 409, 'Too few handlers, or no independent contact')

/** The report is about everybody who could read it. */
export const NoHandlerError = defineError('incident.no_handler', 409, 'Nobody is left who may read this incident')
