/** One revision, ready to be sent. */
export interface Parcel {
  readonly id: string
  readonly body: string
}

/** How an attempt ended. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** The receiver does not want this one; others may pass. */
  | { readonly kind: 'refused'; readonly why: string }
  /** The receiver is not there, or not well: nothing else is tried until `retryAfter` seconds are over. */
  | { readonly kind: 'down'; readonly why: string; readonly retryAfter?: number | undefined }

/** Sends parcels to one place. Never throws. */
export interface Sender {
  /** One outcome a parcel, in their order; ends after the first `down`. */
  send(parcels: readonly Parcel[]): AsyncGenerator<Outcome>
  close(): void
}
