/** The shape of a page that loads: a list, a text to read, fields to fill in, or one subject with its head. */
export type SkeletonLook = 'rows' | 'text' | 'form' | 'detail'
