/** Bytes that may be remembered of channels; beyond it they are forgotten and looked up again. */
const mostRemembered = 16 << 20
/** Bytes beyond which this is no ordinary site: a million rows of 200 channels hold some 6 MB. */
const extraordinary = 9 << 20
/** Bytes that may be held in all; beyond it what waits is written. */
const mostHeld = 22 << 20

/**
 * Keeps an estimate, in bytes, of what counting holds in memory: what is remembered of channels from one
 * writing to the next, and what waits to be written. A flood of whatever kind grows one of the two.
 */
export class Held {
  remembered = 0
  waiting = 0

  /** True where a flood has begun. */
  get isExtraordinary(): boolean {
    return this.remembered + this.waiting > extraordinary
  }

  /** True where what waits should be written now. */
  get isFull(): boolean {
    return this.remembered + this.waiting > mostHeld
  }

  /** True where what is remembered should be forgotten once nothing waits. */
  get remembersMuch(): boolean {
    return this.remembered > mostRemembered
  }
}
