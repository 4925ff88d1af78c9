import { defineError } from '../../kernel/app-error.ts'

/** The link expired or was ended, or its creator may no longer create links. */
export const LinkEndedError = defineError('room.link_ended', 410, 'The link to the evidence room has ended')

export const LinkOpenedElsewhereError = defineError(
  'room.link_opened_elsewhere',
  409,
  'Another browser opened the link first',
)
