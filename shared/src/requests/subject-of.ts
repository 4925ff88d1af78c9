type Ids = { applicantId: string; subjectId?: string | null }

/** Returns the userid of the person whom a request is about: the applicant, unless it names another member. */
export const subjectIdOf = ({ applicantId, subjectId }: Ids): string => subjectId ?? applicantId

/** Returns the person whom a request is about, from its view. */
export const subjectOf = <Person>({
  applicant,
  subject,
}: {
  applicant: Person
  subject?: Person | undefined
}): Person => subject ?? applicant
