/** Returns the address that dials a number as it is written for people. */
export const dialLink = (phone: string): string => `tel:${phone.replaceAll(' ', '')}`
