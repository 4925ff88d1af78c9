type Ids = { applicantId: string; subjectId?: string | null }

/** Returns the userid of the person whom a request is about: the applicant, unless it names another member. */
export const subjectIdOf = ({ applicantId, subjectId }: Ids): string => subjectId ?? applicantId
