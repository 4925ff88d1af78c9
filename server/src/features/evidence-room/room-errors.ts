import { defineError } from '../../kernel/app-error.ts'

/** The link expired or was ended. */
export const LinkEndedError = defineError('room.link_ended', 410, 'The link to the evidence room has ended')

export const LinkOpenedElsewhereError = defineError(
  'room.link_opened_elsewhere',
  409,
  'Another browser opened the link first',
)
