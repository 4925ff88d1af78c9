import { defineError } from '../../kernel/app-error.ts'

export const TooManyPeopleError = defineError(
  'audit.too_many_people',
  422,
  'The name matches more members than a search covers',
)
