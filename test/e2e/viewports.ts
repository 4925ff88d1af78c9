/** The screen of a phone, and a window at a desk. */
export const PHONE = { width: 375, height: 812 }
export const DESK = { width: 1280, height: 800 }

/** Options of tests in a browser at a desk. */
export const atDesk = { viewport: DESK, isMobile: false, hasTouch: false }

/** Options of tests that run on a phone and in a narrow window at a desk. */
export const widths = {
  phone: { viewport: PHONE },
  desk: { viewport: { width: 1024, height: 768 }, isMobile: false, hasTouch: false },
}
