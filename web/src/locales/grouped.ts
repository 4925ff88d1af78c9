/** Returns a whole number with a comma before every three digits, such as `11,800`. */
export const grouped = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',')
